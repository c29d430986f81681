-- Ends a process that holds nothing: in order by its own word, or as dead when its pid was seen gone.
-- Reply: `holds`, the number of its issues (nothing changes) · `ended`, the status it has now.
-- @include clock
-- @key process HASH
-- @key process_issues SET
-- @key heartbeat STRING
-- @key machine SET
-- @key events STREAM
-- @arg process_id
-- @arg status ended or dead

local status = redis.call('HGET', key.process, 'status')
if status ~= 'alive' then
  redis.call('SREM', key.machine, arg.process_id)
  return { 'ended', status or 'unknown' }
end
local held = redis.call('SCARD', key.process_issues)
if held > 0 then return { 'holds', int_text(held) } end

local time = tick(key.clock, arg.now, '')
redis.call('HSET', key.process, 'status', arg.status, 'endedAt', time.text)
redis.call('SREM', key.machine, arg.process_id)
redis.call('DEL', key.heartbeat)
redis.call('XADD', key.events, 'MAXLEN', '~', 10000, '*', 'type', 'process.' .. arg.status, 'processId', arg.process_id, 'at', time.text)
return { 'ended', arg.status }
