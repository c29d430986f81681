-- Says of comments of one issue that they are processed, or that they are not.
-- Reply: of how many of them that is new.
-- @key processed_comments SET
-- @arg processed 1 or 0
-- @args comments

return redis.call(arg.processed == '1' and 'SADD' or 'SREM', key.processed_comments, unpack(arg.comments))
