-- Ends a process that holds nothing: in order by its own word, or as dead when its pid was seen gone.
-- Reply: `holds`, the number of its issues (nothing changes) · `ended`, the status it has now.
-- @include clock
-- @include process
-- @key process_issues SET
-- @arg process_id
-- @arg status ended or dead

local status = redis.call('HGET', key.process, 'status')
local held = redis.call('SCARD', key.process_issues)
if status ~= 'alive' then
  -- The prober looks again at a dead one until its last lease is repaired.
  if held == 0 then redis.call('SREM', key.machine, arg.process_id) end
  return { 'ended', status or 'unknown' }
end
if held > 0 then return { 'holds', int_text(held) } end

end_process(key, arg.process_id, arg.status, tick(key, arg))
return { 'ended', arg.status }
