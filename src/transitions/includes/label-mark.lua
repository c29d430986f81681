-- The mark of labels that may be wrong.
-- @key issue HASH
-- @key labels_dirty ZSET

-- A pass that is under way may have read the labels before: the new epoch makes it leave the mark.
local function mark_labels(key, issue, time)
  redis.call('HINCRBY', key.issue, 'labelEpoch', 1)
  redis.call('ZADD', key.labels_dirty, 'NX', time.text, issue)
end
