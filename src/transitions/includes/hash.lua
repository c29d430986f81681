-- A hash as a table.

local function read_hash(name)
  local record, flat = {}, redis.call('HGETALL', name)
  for place = 1, #flat, 2 do record[flat[place]] = flat[place + 1] end
  return record
end
