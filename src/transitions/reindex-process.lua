-- Compares the index entries of one process with its hash, which alone is the truth; mends them when asked to.
-- Reply: `same` · `differs`, what is wrong, in words.
-- @include index-check
-- @key process HASH
-- @key processes ZSET
-- @key machine SET of the machine that is looked at
-- @arg process_id
-- @arg machine_id which machine that is, or empty

local process = redis.call('HMGET', key.process, 'status', 'liveness', 'machine', 'lastSeen')
local is_beating = process[1] == 'alive' and process[2] == 'beat'
local is_on_machine = is_beating and arg.machine_id ~= '' and process[3] == arg.machine_id

expect_in_zset(process[1] and true or false, key.processes, 'processes', arg.process_id, process[4] or '0')
expect_in_set(is_on_machine, key.machine, 'machine:' .. arg.machine_id, arg.process_id)
return reply_with_faults(arg)
