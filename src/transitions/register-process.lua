-- Makes a process known, before it takes its first lease. Dead is final: an ended id is refused.
-- Reply: `registered`, the time, the id of the clock · `ended`.
-- @include clock
-- @key process HASH
-- @key processes ZSET
-- @key heartbeat STRING
-- @key machine SET
-- @arg process_id
-- @arg name
-- @arg liveness beat or ttl
-- @arg kind program, run or shell
-- @arg pid
-- @arg pid_started start time of the pid, as its machine counts
-- @arg machine_id
-- @arg host
-- @arg tmux_session
-- @arg version
-- @arg ttl_ms

local status = redis.call('HGET', key.process, 'status')
if status and status ~= 'alive' then return { 'ended' } end

local time = tick(key, arg)
redis.call('HSET', key.process, 'status', 'alive', 'name', arg.name, 'liveness', arg.liveness, 'kind', arg.kind,
  'pid', arg.pid, 'pidStarted', arg.pid_started, 'machine', arg.machine_id, 'host', arg.host,
  'tmuxSession', arg.tmux_session, 'version', arg.version, 'ttlMs', arg.ttl_ms, 'lastSeen', time.text)
redis.call('HSETNX', key.process, 'startedAt', time.text)
redis.call('ZADD', key.processes, time.text, arg.process_id)
if arg.liveness == 'beat' then
  redis.call('SET', key.heartbeat, 'alive', 'PX', arg.ttl_ms)
  if arg.machine_id ~= '' then redis.call('SADD', key.machine, arg.process_id) end
end
return { 'registered', time.text, time.clock_id }
