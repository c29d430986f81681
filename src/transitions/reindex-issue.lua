-- Compares every index entry of one issue with its hash, which alone is the truth; mends them when asked to.
-- Reply: `changed` (another holder than seen) · `same` · `differs`, what is wrong, in words.
-- @include clock
-- @include issue-record
-- @key leases ZSET
-- @key process_issues SET of the holder that was seen
-- @arg holder as it was seen, or empty
-- @arg mend 1 = put right

local STATUSES = { 'pending', 'processing', 'awaiting-response', 'completed', 'error', 'quarantined' }

local record = read_record(key)
local holder = record.processId or ''
if holder ~= arg.holder then return { 'changed' } end
local time = tick(key.clock, arg.now, '')
local faults, repairs = {}, {}

local function note(name, what, repair)
  faults[#faults + 1] = name .. ' ' .. what
  repairs[#repairs + 1] = repair
end

local function expect_in_set(is_wanted, index, name)
  local is_there = redis.call('SISMEMBER', index, arg.issue) == 1
  if is_wanted and not is_there then note(name, 'lacks it', { 'SADD', index, arg.issue }) end
  if is_there and not is_wanted then note(name, 'has it wrongly', { 'SREM', index, arg.issue }) end
end

-- In the sorted set under `score`; under any score where it is already and `is_any`.
local function expect_in_zset(is_wanted, index, name, score, is_any)
  local found = redis.call('ZSCORE', index, arg.issue)
  local put = { 'ZADD', index, score, arg.issue }
  if is_wanted and not found then note(name, 'lacks it', put) end
  if is_wanted and found and found ~= score and not is_any then note(name, 'has it at another time', put) end
  if found and not is_wanted then note(name, 'has it wrongly', { 'ZREM', index, arg.issue }) end
end

local updated, is_held = record.lastUpdate or time.text, record.status == 'processing'
expect_in_zset(record.status ~= nil, key.issues, 'issues', updated)
for _, status in ipairs(STATUSES) do
  expect_in_zset(record.status == status, status_index(key, status), 'issues:' .. status, updated)
end
expect_in_set(is_held, key.processing_issues, 'processing_issues')
expect_in_set(record.processed == '1', key.processed_issues, 'processed_issues')
expect_in_zset(is_held, key.leases, 'leases', int_text(time.ms + tonumber(record.leaseTtlMs or '90000')), true)
if is_held then expect_in_set(true, key.process_issues, 'process:' .. holder .. ':issues') end
if record.version ~= record.labelVersion then expect_in_zset(true, key.labels_dirty, 'labels:dirty', updated, true) end

if #faults == 0 then return { 'same' } end
if arg.mend == '1' then
  for _, repair in ipairs(repairs) do redis.call(unpack(repair)) end
end
return { 'differs', unpack(faults) }
