-- Numbers as decimal text; tostring and cjson would print large ones as 1.79e+15.

local function int_text(number) return string.format('%.0f', number) end

-- Compares two fences, which are decimal text without leading zeros.
local function is_higher_fence(a, b)
  if #a ~= #b then return #a > #b end
  return a > b
end
