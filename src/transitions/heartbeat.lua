-- Says that a process lives, and renews those of its leases that it names.
-- Reply: `ended` (the process is dead or over), `unknown` (no such process), or `alive`, the time, one word for each
-- named lease (renewed, lost, behind), all issues that the process holds where the renewed ones are not all, and the
-- orders that wait for it.
-- @include clock
-- @include fence
-- @include listed-key
-- @key process HASH
-- @key process_issues SET
-- @key processes ZSET process → last seen
-- @key heartbeat STRING for people and old tools
-- @key leases ZSET
-- @key checkpoints HASH
-- @key orders HASH order id → order
-- @keys named_leases HASH the issues and named locks that are named, in their order
-- @arg process_id
-- @arg ttl_ms
-- @arg rss_bytes
-- @arg cpu_percent
-- @arg stuck issues without progress for too long, blank-separated: reported, not repaired
-- @arg acknowledged ids of orders that were carried out, blank-separated
-- @args named issue or `lock:NAME`, fence, checkpoint (JSON or empty) of each lease

local status = redis.call('HGET', key.process, 'status')
if not status then return { 'unknown' } end
if status ~= 'alive' then return { 'ended' } end

local records = {}
for index, lease_key in ipairs(key.named_leases) do
  records[index] = read_listed(lease_key, 'status', 'fence', 'processId', 'leaseTtlMs')
end

local time = tick(key, arg)
local expires_at = int_text(time.ms + tonumber(arg.ttl_ms))
redis.call('HSET', key.process, 'lastSeen', time.text, 'ttlMs', arg.ttl_ms,
  'memory', arg.rss_bytes, 'cpu', arg.cpu_percent, 'stuck', arg.stuck)
redis.call('HDEL', key.process, 'unresponsiveAt')
redis.call('ZADD', key.processes, time.text, arg.process_id)
redis.call('SET', key.heartbeat, 'alive', 'PX', arg.ttl_ms)

local function renew(lease_key, name, fence, checkpoint, lease_ttl_ms)
  if lease_ttl_ms ~= arg.ttl_ms then redis.call('HSET', lease_key, 'leaseTtlMs', arg.ttl_ms) end
  if checkpoint ~= '' then redis.call('HSET', key.checkpoints, name, fence .. ' ' .. checkpoint) end
end

-- An issue that somebody holds is `processing`, a named lock `held`.
local function is_lock(name) return string.sub(name, 1, 5) == 'lock:' end

local verdicts, deadlines, renewed_issues = {}, {}, 0
for index, record in ipairs(records) do
  local name, fence, checkpoint = arg.named[index * 3 - 2], arg.named[index * 3 - 1], arg.named[index * 3]
  local is_held = record[1] == (is_lock(name) and 'held' or 'processing')
  if is_held and record[2] == fence and record[3] == arg.process_id then
    renew(key.named_leases[index], name, fence, checkpoint, record[4])
    verdicts[index] = 'renewed'
    deadlines[#deadlines + 1], deadlines[#deadlines + 2] = expires_at, name
    if not is_lock(name) then renewed_issues = renewed_issues + 1 end
  else
    -- What is kept of a free lock goes after a while: then only a loss tells that it was not another's since.
    local is_known = record[2] or not is_lock(name) or may_be_lost(fence, time)
    verdicts[index] = not is_held and is_known and is_ahead(fence, record[2], time) and 'behind' or 'lost'
  end
end
if #deadlines > 0 then redis.call('ZADD', key.leases, unpack(deadlines)) end

local held = {}
if redis.call('SCARD', key.process_issues) ~= renewed_issues then held = redis.call('SMEMBERS', key.process_issues) end
for id in string.gmatch(arg.acknowledged, '%S+') do redis.call('HDEL', key.orders, id) end
return { 'alive', time.text, verdicts, held, redis.call('HGETALL', key.orders) }
