-- Compares the index entries of a named lock, and of one process that may hold it, with its hash; mends them when asked to.
-- Reply: `same` · `differs`, what is wrong, in words.
-- @include lock
-- @include index-check
-- @arg holder the process whose entry is looked at, or empty

local lock = read_lock(key)
local is_held = lock.status == 'held'
local time = tick(key, arg)

expect_in_zset(is_held, key.locks, 'locks', arg.lock, lock.since or time.text, true)
expect_in_zset(is_held, key.leases, 'leases', lease_name(arg), int_text(time.ms + tonumber(lock.leaseTtlMs or '0')))
if arg.holder ~= '' then
  expect_in_set(is_held and lock.processId == arg.holder, key.holder_locks, 'process:' .. arg.holder .. ':locks', arg.lock)
end
return reply_with_faults(arg)
