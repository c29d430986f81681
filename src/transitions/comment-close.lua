-- Takes a repair comment off the list: it is on GitHub, or GitHub will never have it.
-- Reply: `closed`.
-- @include clock
-- @include repair-comment
-- @arg fence of the lease that was repaired

tick(key, arg)
drop_comment(key, arg.issue, arg.fence)
return { 'closed' }
