-- Finds issues that a process is said to hold though their hashes say otherwise; takes them from it when asked to.
-- Reply: `same` · `differs`, those issues.
-- @include listed-key
-- @key process_issues SET what the process is said to hold
-- @keys said HASH of each issue that was seen in the set
-- @arg process_id
-- @arg mend 1 = put right
-- @args issues their numbers, in the same order

local wrong = {}
for index, issue_key in ipairs(key.said) do
  local issue = arg.issues[index]
  local record = read_listed(issue_key, 'status', 'processId')
  local is_held = record[1] == 'processing' and record[2] == arg.process_id
  if not is_held and redis.call('SISMEMBER', key.process_issues, issue) == 1 then wrong[#wrong + 1] = issue end
end

if #wrong == 0 then return { 'same' } end
if arg.mend == '1' then redis.call('SREM', key.process_issues, unpack(wrong)) end
return { 'differs', unpack(wrong) }
