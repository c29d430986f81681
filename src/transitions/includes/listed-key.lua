-- Reads hashes whose keys come as a list. Read them all before the first write: one of another type is refused here.

local function read_listed(hash_key, ...)
  local values = redis.pcall('HMGET', hash_key, ...)
  if not values.err then return values end
  local found = redis.call('TYPE', hash_key).ok
  error('MIRIN_STATE_CORRUPT key ' .. hash_key .. ': expected a hash, found a ' .. found, 0)
end
