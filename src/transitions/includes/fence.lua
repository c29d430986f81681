-- The numbers of leases: decimal text without leading zeros, strictly increasing within a project.
-- @include numbers

local HIGHEST_FENCE = 9007199254740991 -- the last number that Lua tells from its neighbours
local CLOCK_ERROR_US = 5000000

local function is_higher_fence(a, b)
  if #a ~= #b then return #a > #b end
  return a > b
end

-- The next fence: above every earlier one, and at least the time in microseconds.
local function next_fence(fence_key, now_us)
  local last = redis.call('GET', fence_key) or '0'
  local number = string.match(last, '^%d+$') and tonumber(last) or HIGHEST_FENCE
  if number >= HIGHEST_FENCE then
    error('MIRIN_STATE_CORRUPT key ' .. fence_key .. ': expected a number below 2^53 - 1, found ' .. last, 0)
  end
  return int_text(math.max(number + 1, now_us))
end

-- Above the stored fence, so that Redis must have lost what happened since; but not from the future.
local function is_ahead(fence, stored, time)
  return is_higher_fence(fence, stored or '0') and not is_higher_fence(fence, int_text(time.us + CLOCK_ERROR_US))
end

-- Whether Redis may have lost what was given under this fence: it was restarted, or lost all, since.
local function may_be_lost(fence, time) return time.restarted_at * 1000 > tonumber(fence) end

-- Notes the next fence as given, and returns it; or the one of an old lease that is restored.
local function take_fence(fence_key, now_us, restored)
  local new_fence = next_fence(fence_key, now_us)
  local fence = restored or new_fence
  redis.call('SET', fence_key, is_higher_fence(fence, new_fence) and fence or new_fence)
  return fence
end
