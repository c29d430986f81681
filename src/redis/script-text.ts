/** Turns a script's header and body into the Lua that Redis runs: for one call, or for many in one step. */

import type { ScriptHeader } from './script-header.ts';

/** Major version of the keys; a script refuses to touch another. */
export const KEY_SCHEMA = '1';

/** While this key exists, scripts take the time that a test gives them. */
export const TEST_CLOCK_KEY = 'mirin:test-clock';

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** Binding and checks first, then the includes, then the body. */
export function luaForOne(header: ScriptHeader): string {
  const { keys, keyList, args, argList } = header;
  const keyNames = keys.map(({ name }, index) => `${name} = KEYS[${index + 1}]`);
  const argNames = args.map((name, index) => `${name} = ARGV[${index + 1}]`);
  if (keyList) keyNames.push(`${keyList.name} = { unpack(KEYS, ${keys.length + 1}) }`);
  if (argList) argNames.push(`${argList} = { unpack(ARGV, ${args.length + 1}) }`);
  return [
    checks(header),
    `local key = { ${keyNames.join(', ')} }`,
    `local arg = { ${argNames.join(', ')} }`,
    'local fault = fault_of(key, arg, KEYS)',
    'if fault then return redis.error_reply(fault) end',
    ...header.includes,
    header.body,
  ].join('\n');
}

/**
 * The body as a function, called for one item after the other: a fault of one leaves the others alone. KEYS holds each
 * key once, since most are the same for all; an item in ARGV is the places of its keys in one text, then its arguments.
 */
export function luaForMany(header: ScriptHeader): string {
  const { keys, args } = header;
  return [
    checks(header),
    ...header.includes,
    `local KEY_NAMES, ARG_NAMES = { ${quoted(keys.map(({ name }) => name))} }, { ${quoted(args)} }`,
    'local function transition(key, arg)',
    header.body,
    'end',
    RUN_EACH,
  ].join('\n');
}

const RUN_EACH = `
local replies = {}
for first = 1, #ARGV, #ARG_NAMES + 1 do
  local key, arg, keys = {}, {}, {}
  for place in string.gmatch(ARGV[first], '%d+') do keys[#keys + 1] = KEYS[tonumber(place)] end
  for place, name in ipairs(KEY_NAMES) do key[name] = keys[place] end
  for place, name in ipairs(ARG_NAMES) do arg[name] = ARGV[first + place] end
  local fault, is_done, reply = fault_of(key, arg, keys), false, nil
  if not fault then is_done, reply = pcall(transition, key, arg) end
  replies[#replies + 1] = is_done and { 'done', reply }
    or { 'fault', fault or type(reply) == 'table' and reply.err or tostring(reply) }
end
return replies
`;

/**
 * Everything is checked before the first write, since Redis rolls nothing back; a key's type once in a call. Keys of a
 * list are many: they are checked by being read (includes/listed-key.lua).
 */
const checks = ({ keys }: ScriptHeader): string => `
local KEY_SCHEMA, TYPES = '${KEY_SCHEMA}', { ${quoted(keys.map(({ type }) => type))} }
local is_checked = {}
local function fault_of(key, arg, keys)
  if (arg.now or '') ~= '' and redis.call('EXISTS', '${TEST_CLOCK_KEY}') == 0 then
    return 'MIRIN_REQUEST_INVALID now: only tests may set the time'
  end
  for place, wanted in ipairs(TYPES) do
    local name = keys[place]
    if not is_checked[name] then
      local found = wanted == 'channel' and 'none' or redis.call('TYPE', name).ok
      if found ~= 'none' and found ~= wanted then
        return 'MIRIN_STATE_CORRUPT key ' .. name .. ': expected a ' .. wanted .. ', found a ' .. found
      end
      is_checked[name] = true
    end
  end
  local schema = redis.call('GET', key.schema)
  if schema and schema ~= KEY_SCHEMA then
    return 'MIRIN_SCHEMA_UNSUPPORTED key ' .. key.schema .. ': expected version ' .. KEY_SCHEMA .. ', found ' .. schema
  end
  if not schema then redis.call('SET', key.schema, KEY_SCHEMA) end
end
`;
