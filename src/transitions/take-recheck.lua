-- Takes a webhook's delivery once that concerns the labels of all issues: the sweep begins anew, with every issue.
-- Reply: `repeated` (it was here before) · `rechecked`.
-- @include clock
-- @key delivery STRING
-- @key labels_sweep HASH
-- @arg keep_ms How long the delivery is remembered

local time = tick(key, arg)
if not redis.call('SET', key.delivery, time.text, 'NX', 'PX', arg.keep_ms) then return { 'repeated' } end
redis.call('HINCRBY', key.labels_sweep, 'wanted', 1)
return { 'rechecked' }
