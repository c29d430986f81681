-- Gives a request whose every retry failed its one outcome, unless it has one.
-- Reply: outcome text.
-- @include outcome
-- @arg code the error's code

local stored = find_outcome(key.request, arg.fingerprint)
if stored then
  publish_outcome(key, arg, stored)
  return { stored }
end
return { store_outcome(key, arg, { 'failed', arg.code }, EFFECT_KEPT_MS) }
