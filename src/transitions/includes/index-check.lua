-- Compares index entries with what the hashes demand; collects what is wrong, in words, and the commands that mend it.
-- @arg mend 1 = put right

local faults, repairs = {}, {}

local function note_fault(name, what, repair)
  faults[#faults + 1] = name .. ' ' .. what
  repairs[#repairs + 1] = repair
end

local function expect_in_set(is_wanted, index, name, member)
  local is_there = redis.call('SISMEMBER', index, member) == 1
  if is_wanted and not is_there then note_fault(name, 'lacks it', { 'SADD', index, member }) end
  if is_there and not is_wanted then note_fault(name, 'has it wrongly', { 'SREM', index, member }) end
end

-- `score` is what a missing member gets; where it `is_exact`, every other score is wrong.
local function expect_in_zset(is_wanted, index, name, member, score, is_exact)
  local found = redis.call('ZSCORE', index, member)
  local put = { 'ZADD', index, score, member }
  if is_wanted and not found then note_fault(name, 'lacks it', put) end
  if is_wanted and found and is_exact and found ~= score then note_fault(name, 'has it at another time', put) end
  if found and not is_wanted then note_fault(name, 'has it wrongly', { 'ZREM', index, member }) end
end

-- The script's reply; the faults are mended when that was asked for.
local function reply_with_faults(arg)
  if #faults == 0 then return { 'same' } end
  if arg.mend == '1' then
    for _, repair in ipairs(repairs) do redis.call(unpack(repair)) end
  end
  return { 'differs', unpack(faults) }
end
