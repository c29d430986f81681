-- The project's stream of all that happens, for whoever watches.
-- @key events STREAM

local EVENTS_LENGTH = 10000

local function flatten(event)
  local fields = {}
  for name, value in pairs(event) do
    fields[#fields + 1] = name
    fields[#fields + 1] = value
  end
  return fields
end

-- `event` bears type, at, and what else people should see.
local function append_event(key, event)
  redis.call('XADD', key.events, 'MAXLEN', '~', EVENTS_LENGTH, '*', unpack(flatten(event)))
end
