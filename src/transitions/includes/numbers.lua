-- Numbers as decimal text; tostring and cjson would print large ones as 1.79e+15.

local function int_text(number) return string.format('%.0f', number) end
