-- Compares every index entry of one issue with its hash, which alone is the truth; mends them when asked to.
-- Reply: `changed` (another holder than seen) · `same` · `differs`, what is wrong, in words.
-- @include clock
-- @include issue-record
-- @key leases ZSET
-- @key process_issues SET of the holder that was seen
-- @arg holder as it was seen, or empty
-- @arg mend 1 = put right

local record = redis.call('HMGET', key.issue, 'status', 'lastUpdate', 'processed', 'processId', 'leaseTtlMs')
local status, holder = record[1] or nil, record[4] or ''
if holder ~= arg.holder then return { 'changed' } end
local time = tick(key.clock, arg.now, '')
local faults, repairs = {}, {}

local function expect(is_wanted, is_there, name, repair)
  if is_wanted == is_there then return end
  faults[#faults + 1] = name .. (is_wanted and ' lacks it' or ' has it wrongly')
  repairs[#repairs + 1] = repair
end

local function in_zset(index) return redis.call('ZSCORE', index, arg.issue) and true or false end
local function in_set(index) return redis.call('SISMEMBER', index, arg.issue) == 1 end
local function expect_zset(is_wanted, index, name, score)
  expect(is_wanted, in_zset(index), name, is_wanted and { 'ZADD', index, score, arg.issue } or { 'ZREM', index, arg.issue })
end
local function expect_set(is_wanted, index, name)
  expect(is_wanted, in_set(index), name, { is_wanted and 'SADD' or 'SREM', index, arg.issue })
end

local updated = record[2] or time.text
local is_held = status == 'processing'
expect_zset(status ~= nil, key.issues, 'issues', updated)
for _, name in ipairs({ 'pending', 'processing', 'awaiting-response', 'completed', 'error', 'quarantined' }) do
  expect_zset(status == name, status_index(key, name), 'issues:' .. name, updated)
end
expect_set(is_held, key.processing_issues, 'processing_issues')
expect_set(record[3] == '1', key.processed_issues, 'processed_issues')
expect_zset(is_held, key.leases, 'leases', int_text(time.ms + tonumber(record[5] or '90000')))
if holder ~= '' then expect_set(is_held, key.process_issues, 'process:' .. holder .. ':issues') end

if #faults == 0 then return { 'same' } end
if arg.mend == '1' then
  for _, repair in ipairs(repairs) do redis.call(unpack(repair)) end
end
return { 'differs', unpack(faults) }
