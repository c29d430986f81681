/** What docs/configuration.md must say of each setting, made from the schema that checks it. */

import os from 'node:os';
import { z } from 'zod';
import { environmentNames, FLAGS, SETTING_NAMES, type SettingName } from '../../src/configuration/setting-names.ts';
import { innerSchema, kindOf } from '../../src/configuration/setting-text.ts';
import { settingsSchema, type Settings } from '../../src/configuration/settings.ts';

const DEFAULTS = settingsSchema.parse({});
const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** The cells of each row: setting, flag, environment, unit, range, default, meaning. */
export function settingRows(): string[][] {
  return SETTING_NAMES.map((name) => [
    code(name),
    code(FLAGS[name]),
    environmentNames(name).map(code).join(' '),
    kindOf(name) === 'duration' ? 'ms' : '—',
    rangeOf(name),
    defaultOf(name, DEFAULTS[name]),
    settingsSchema.shape[name].description ?? 'without a description',
  ]);
}

/** The limits of a number; what is expected of anything else, in the words of its own error message. */
function rangeOf(name: SettingName): string {
  const schema = innerSchema(name);
  if (!(schema instanceof z.ZodNumber)) return expectedBy(schema, '') ?? expectedBy(schema, null) ?? 'anything';
  const limits = [schema.minValue ?? 0, schema.maxValue ?? 0];
  return limits.map((limit) => (kindOf(name) === 'duration' ? humanTime(limit) : String(limit))).join(' to ');
}

/** What the schema says that it expects when it gets `wrong`. */
function expectedBy(schema: z.ZodType, wrong: unknown): string | undefined {
  return schema.safeParse(wrong).error?.issues[0]?.message;
}

function defaultOf(name: SettingName, value: Settings[SettingName]): string {
  if (value === undefined || name === 'projects') return 'none';
  if (typeof value === 'object') return 'each status itself';
  if (typeof value === 'number' && kindOf(name) === 'duration') return `${code(String(value))} (${humanTime(value)})`;
  return value === '' ? 'empty' : code(String(value).replace(os.homedir(), '~'));
}

function humanTime(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, unitMs]) => ms >= unitMs && ms % unitMs === 0) ?? ['ms', 1];
  return `${ms / unitMs}${unit}`;
}

function code(text: string | undefined): string {
  return text === undefined ? '—' : `\`${text}\``;
}
