/** Loads the settings: flags over environment over `mirin.config.json` over defaults, all faults named together. */

import type { z } from 'zod';
import { ConfigInvalidError, type FieldFault } from '../errors.ts';
import { faultsOf } from '../validation.ts';
import { CROSS_FIELD_RULES } from './cross-field-rules.ts';
import { derivedTimes } from './derived-defaults.ts';
import { environmentLayer, fileLayer, flagLayer, type Given, type Source } from './layers.ts';
import { SETTING_NAMES, type SettingName } from './setting-names.ts';
import { innerSchema, kindOf } from './setting-text.ts';
import { OWN_EXPECTED } from './project-entries.ts';
import { SECRET_SETTINGS, settingsSchema, type Settings } from './settings.ts';

export interface LoadOptions {
  /** By setting name; text is converted as in the environment, undefined means not given. */
  flags?: Readonly<Record<string, unknown>>;
  /** Default: the process's own. */
  env?: NodeJS.ProcessEnv;
  /** Where `mirin.config.json` is looked for; default: the working directory. */
  cwd?: string;
  /** Another configuration file, which must be there. */
  configFile?: string;
}

export interface LoadedSettings {
  settings: Settings;
  /** Where each setting came from. */
  sources: Readonly<Record<SettingName, Source>>;
  /** What was ignored or is odd, in whole sentences; no secret in them. */
  warnings: readonly string[];
}

type GivenSettings = ReadonlyMap<SettingName, Given>;
type Faulty = ReadonlyMap<SettingName, unknown>;

/** @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) naming every fault and where it came from; never a secret */
export function loadSettings(options: LoadOptions = {}): LoadedSettings {
  const { flags = {}, env = process.env, cwd = process.cwd(), configFile } = options;
  const layers = [fileLayer(cwd, configFile), environmentLayer(env), flagLayer(flags)];
  const given: GivenSettings = new Map(layers.flatMap((layer) => [...layer.given]));

  const ownFaults = faultsBySetting(given);
  const settings = complete(given, ownFaults);
  const faults = [
    ...layers.flatMap((layer) => layer.faults),
    ...[...ownFaults.values()].flat(),
    ...crossFieldFaults(settings, given, ownFaults),
  ];
  if (faults.length > 0) throw new ConfigInvalidError(faults);
  return { settings, sources: sourcesOf(given), warnings: layers.flatMap((layer) => layer.warnings) };
}

function faultsBySetting(given: GivenSettings): Map<SettingName, FieldFault[]> {
  const checked = [...given].map(([name, value]) => [name, settingFaults(name, value)] as const);
  return new Map(checked.filter(([, faults]) => faults.length > 0));
}

/** What is wrong with one setting by itself. */
function settingFaults(name: SettingName, given: Given): FieldFault[] {
  const { value } = given;
  const schema = innerSchema(name);
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  return faultsOf(schema, value, parsed.error, '').map((fault) => ({
    field: fieldWithin(given, fault.field),
    expected: textual(name, value, fault.expected),
    received: mayBeSecret(name, fault) ? 'another value (not shown)' : fault.received,
  }));
}

function fieldWithin({ where, source }: Pick<Given, 'where' | 'source'>, field: string): string {
  if (field === '') return where;
  return source === 'file' ? `${where}.${field}` : `${where}: ${field}`;
}

function textual(name: SettingName, value: unknown, expected: string): string {
  const isText = kindOf(name) === 'duration' && typeof value === 'string';
  return isText ? `${expected}, or a duration such as 90s or 30m` : expected;
}

/** The settings with all defaults; those that are faulty count as not given, so that the rest can be looked at too. */
function complete(given: GivenSettings, faulty: Faulty): Settings {
  const sound = [...given].filter(([name]) => !faulty.has(name));
  const values: Partial<z.input<typeof settingsSchema>> = Object.fromEntries(
    sound.map(([name, { value }]) => [name, value]),
  );
  const { heartbeatTtlMs, heartbeatEveryMs } = settingsSchema.parse(values);
  const beat = values.heartbeatEveryMs === undefined ? undefined : heartbeatEveryMs;
  return settingsSchema.parse({ ...derivedTimes(heartbeatTtlMs, beat), ...values });
}

function crossFieldFaults(settings: Settings, given: GivenSettings, faulty: Faulty): FieldFault[] {
  const checkable = CROSS_FIELD_RULES.filter((rule) => ![rule.of, ...rule.with].some((name) => faulty.has(name)));
  return checkable.flatMap((rule) =>
    rule.broken(settings).map(({ within = '', expected, received }) => {
      const place = given.get(rule.of) ?? { where: rule.of, source: 'default' as const };
      return { field: fieldWithin(place, within), expected, received };
    }),
  );
}

function sourcesOf(given: GivenSettings): Record<SettingName, Source> {
  const entries = SETTING_NAMES.map((name) => [name, given.get(name)?.source ?? 'default'] as const);
  return Object.fromEntries(entries) as Record<SettingName, Source>;
}

/** The settings of projects hold secrets too; so may any text that stands where an object of them should. */
function mayBeSecret(name: SettingName, { field, expected }: FieldFault): boolean {
  const secrets: readonly SettingName[] = SECRET_SETTINGS;
  if (name !== 'projectSettings') return secrets.includes(name);
  return field === '' || expected === OWN_EXPECTED || secrets.some((secret) => field.endsWith(`.${secret}`));
}
