-- Marks an issue's labels as possibly wrong, by an operator's word or because they were seen to be.
-- Reply: `marked`.
-- @include clock
-- @include label-mark
-- @arg issue

mark_labels(key, arg.issue, tick(key, arg))
return { 'marked' }
