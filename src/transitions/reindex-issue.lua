-- Compares every index entry of one issue with its hash, which alone is the truth; mends them when asked to.
-- Reply: `changed` (another holder than seen) · `same` · `differs`, what is wrong, in words.
-- @include clock
-- @include issue-record
-- @include index-check
-- @key leases ZSET
-- @key comments HASH
-- @key comments_wanted ZSET
-- @key process_issues SET of the holder that was seen
-- @arg holder as it was seen, or empty

local STATUSES = { 'pending', 'processing', 'awaiting-response', 'completed', 'error', 'quarantined' }

local record = read_record(key)
local holder = record.processId or ''
if holder ~= arg.holder then return { 'changed' } end

local time = tick(key, arg)
local updated, is_held = record.lastUpdate or time.text, record.status == 'processing'
local ttl_ms = tonumber(record.leaseTtlMs or '90000')

expect_in_zset(record.status ~= nil, key.issues, 'issues', arg.issue, updated, true)
for _, status in ipairs(STATUSES) do
  expect_in_zset(record.status == status, status_index(key, status), 'issues:' .. status, arg.issue, updated, true)
end
expect_in_set(is_held, key.processing_issues, 'processing_issues', arg.issue)
expect_in_set(record.processed == '1', key.processed_issues, 'processed_issues', arg.issue)
expect_in_zset(is_held, key.leases, 'leases', arg.issue, int_text(time.ms + ttl_ms))
if is_held then expect_in_set(true, key.process_issues, 'process:' .. holder .. ':issues', arg.issue) end
if record.version ~= record.labelVersion then
  expect_in_zset(true, key.labels_dirty, 'labels:dirty', arg.issue, updated)
end
local is_told = redis.call('EXISTS', key.comments) == 0
expect_in_zset(not is_told, key.comments_wanted, 'comments:wanted', arg.issue, updated)
return reply_with_faults(arg)
