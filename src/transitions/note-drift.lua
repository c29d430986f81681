-- Marks an issue whose labels were seen to differ from its state, unless they are left alone for a while.
-- Reply: `marked` · `damped`.
-- @include clock
-- @include label-mark
-- @include label-damping
-- @arg issue

local time = tick(key, arg)
if is_damped(key, arg.issue, time) then return { 'damped' } end
mark_labels(key, arg.issue, time)
return { 'marked' }
