-- Has a GitHub account, or its host, tried now that its breaker holds back: by an operator's word.
-- What GitHub itself asked to wait for stays: a pause is no fault.
-- Reply: `retried` · `fine`, where no breaker is open.
-- @include account

local now_ms = math.floor(time_us(arg.now) / 1000)

local outcome = 'fine'
for _, name in ipairs({ key.account, key.host }) do
  if redis.call('HEXISTS', name, 'brokenUntil') == 1 then
    redis.call('HSET', name, 'brokenUntil', int_text(now_ms))
    outcome = 'retried'
  end
end
return { outcome }
