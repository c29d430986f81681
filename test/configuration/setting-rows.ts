/** What docs/configuration.md must say of each setting, made from the schema that checks it. */

import os from 'node:os';
import { z } from 'zod';
import { environmentNames, FLAGS, SETTING_NAMES, type SettingName } from '../../src/configuration/setting-names.ts';
import { innerSchema, kindOf } from '../../src/configuration/setting-text.ts';
import { settingsSchema, type Settings } from '../../src/configuration/settings.ts';
import { labelMapOf } from '../../src/github/label-map.ts';

const DEFAULTS = settingsSchema.parse({});
/** Defaults that are no single value. */
const WORDED_DEFAULTS: Readonly<Partial<Record<SettingName, string>>> = {
  projects: 'none',
  labels: 'each status itself',
  labelColors: '[see below](#labels)',
  labelDescriptions: '[see below](#labels)',
  retiredLabels: 'none',
  intakeTypes: 'none',
  intakePriorities: 'none',
  intakeExcluded: 'none',
  intakeIgnoredAuthors: 'none',
  projectSettings: 'none',
};
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
  const worded = WORDED_DEFAULTS[name];
  if (worded !== undefined) return worded;
  if (value === undefined) return 'none';
  if (typeof value === 'number' && kindOf(name) === 'duration') return `${code(String(value))} (${humanTime(value)})`;
  if (typeof value === 'object') return code(JSON.stringify(value));
  return value === '' ? 'empty' : code(String(value).replace(os.homedir(), '~'));
}

function humanTime(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, unitMs]) => ms >= unitMs && ms % unitMs === 0) ?? ['ms', 1];
  return `${ms / unitMs}${unit}`;
}

function code(text: string | undefined): string {
  return text === undefined ? '—' : `\`${text}\``;
}

/** The cells of each row of default labels: status, label, colour, description. */
export function defaultLabelRows(): string[][] {
  const { labels } = labelMapOf(DEFAULTS);
  return Object.entries(labels).map(([status, { name, color, description }]) => [
    code(status),
    code(name),
    code(color),
    description,
  ]);
}
