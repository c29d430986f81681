-- Takes a webhook's delivery once, and with it the word that an issue's labels differ from its state.
-- Reply: `repeated` (it was here before) · `marked` (a pass will look) · `damped` (left alone for a while) ·
-- `noted` (nothing follows from it).
-- @include clock
-- @include label-mark
-- @include label-damping
-- @key delivery STRING
-- @key issue HASH
-- @key labels_dirty ZSET
-- @key labels_asked ZSET
-- @arg issue
-- @arg is_drift 1 = the labels were seen to differ
-- @arg is_asking 1 = a label was seen by which somebody asks for something
-- @arg keep_ms How long the delivery is remembered

local time = tick(key, arg)
if not redis.call('SET', key.delivery, time.text, 'NX', 'PX', arg.keep_ms) then return { 'repeated' } end
if arg.is_asking == '1' then redis.call('ZADD', key.labels_asked, 'NX', time.text, arg.issue) end
if arg.is_drift ~= '1' then return { 'noted' } end
if is_damped(key, arg.issue, time) then return { 'damped' } end
mark_labels(key, arg.issue, time)
return { 'marked' }
