-- The one outcome of a request: found again, or stored with its effect and published to the asking process.
-- @key request STRING fingerprint, a blank, the outcome as a JSON array of strings
-- @key replies CHANNEL of the asking process
-- @arg request_id
-- @arg fingerprint of the request's content
-- @include numbers

local EFFECT_KEPT_MS = 86400000
local REFUSAL_KEPT_MS = 600000

-- The outcome stored for this request, or nil; one stored for other content is answered with key-reused.
local function find_outcome(request_key, fingerprint)
  local stored = redis.call('GET', request_key)
  if not stored then return nil end
  if string.sub(stored, 1, #fingerprint) ~= fingerprint then return '["key-reused"]' end
  return string.sub(stored, #fingerprint + 2)
end

-- The fingerprint tells the asker whether it is its own request that is answered, or another one under the same id.
local function publish_outcome(key, arg, text)
  redis.call('PUBLISH', key.replies, arg.request_id .. ' ' .. arg.fingerprint .. ' ' .. text)
end

local function store_outcome(key, arg, outcome, kept_ms)
  local text = cjson.encode(outcome)
  redis.call('SET', key.request, arg.fingerprint .. ' ' .. text, 'PX', int_text(kept_ms))
  publish_outcome(key, arg, text)
  return text
end

-- A request that may still run when its outcome is forgotten could take effect twice.
local function check_deadline(deadline_ms, now_ms)
  if deadline_ms <= now_ms + EFFECT_KEPT_MS then return end
  local expected = "expected at most 24 h ahead of Redis's clock"
  error('MIRIN_REQUEST_INVALID deadlineMs: ' .. expected .. ', got ' .. int_text(deadline_ms), 0)
end

-- Stores an outcome that changed something.
local function store_effect(key, arg, outcome) return store_outcome(key, arg, outcome, EFFECT_KEPT_MS) end

-- Stores an outcome that changed nothing; it is kept until nobody can run the request any more.
local function store_refusal(key, arg, outcome, now_ms, deadline_ms)
  local kept_ms = deadline_ms and math.max(deadline_ms - now_ms, 0) + REFUSAL_KEPT_MS or EFFECT_KEPT_MS
  return store_outcome(key, arg, outcome, math.min(kept_ms, EFFECT_KEPT_MS))
end
