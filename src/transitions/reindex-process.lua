-- Compares the index entries of one process with its hash, which alone is the truth; mends them when asked to.
-- Reply: `same` · `differs`, what is wrong, in words.
-- @include index-check
-- @key process HASH
-- @key process_issues SET
-- @key processes ZSET
-- @key machine SET of the machine that is looked at
-- @arg process_id
-- @arg machine_id which machine that is, or empty

-- Only a registration writes the name; a process without one was never known.
local process = redis.call('HMGET', key.process, 'name', 'lastSeen', 'status', 'liveness', 'machine', 'heldAtDeath')
local is_there = process[4] == 'beat' and arg.machine_id ~= '' and process[5] == arg.machine_id
local is_looked_after = process[3] == 'alive' or redis.call('SCARD', key.process_issues) > 0
-- It died over several issues, and the last of them was not repaired but handed back: the prober takes it out.
local may_linger = is_there and process[3] == 'dead' and tonumber(process[6] or '0') > 1

expect_in_zset(process[1] ~= false, key.processes, 'processes', arg.process_id, process[2] or '0', true)
if is_looked_after or not may_linger then
  expect_in_set(is_there and is_looked_after, key.machine, 'machine:' .. arg.machine_id, arg.process_id)
end
return reply_with_faults(arg)
