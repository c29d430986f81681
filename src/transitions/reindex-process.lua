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
local process = redis.call('HMGET', key.process, 'name', 'lastSeen', 'status', 'liveness', 'machine')
local is_looked_after = process[3] == 'alive' or redis.call('SCARD', key.process_issues) > 0
local is_on_machine = is_looked_after and process[4] == 'beat' and arg.machine_id ~= '' and process[5] == arg.machine_id

expect_in_zset(process[1] ~= false, key.processes, 'processes', arg.process_id, process[2] or '0', true)
expect_in_set(is_on_machine, key.machine, 'machine:' .. arg.machine_id, arg.process_id)
return reply_with_faults(arg)
