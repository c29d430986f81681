-- The comment that is to tell of a repair: what it says is kept, and its issue marked, until it is posted or given up.
-- @key comments HASH fence → what it tells, as JSON; tried:fence → when it was last about to be posted
-- @key comments_wanted ZSET issue → since when
-- @arg issue

local function want_comment(key, issue, fence, now_text, facts)
  redis.call('HSET', key.comments, fence, cjson.encode(facts))
  redis.call('ZADD', key.comments_wanted, 'NX', now_text, issue)
end

local function has_comment(key, fence) return redis.call('HEXISTS', key.comments, fence) == 1 end

local function drop_comment(key, issue, fence)
  redis.call('HDEL', key.comments, fence, 'tried:' .. fence)
  if redis.call('EXISTS', key.comments) == 0 then redis.call('ZREM', key.comments_wanted, issue) end
end
