/** The places that settings come from, each read into one shape: value and where it was given, by setting. */

import path from 'node:path';
import { RUN_VARIABLES } from './child-environment.ts';
import type { FieldFault } from '../errors.ts';
import { readJsonFile } from '../json-file.ts';
import { nearest } from '../nearest.ts';
import { describe } from '../validation.ts';
import { FLAGS, SETTING_NAMES, environmentNames, type SettingName } from './setting-names.ts';
import { fromText, kindOf } from './setting-text.ts';

export type Source = 'flag' | 'environment' | 'file' | 'default';

/** A value that was given, not yet checked; `where` is how error messages call it. */
export interface Given {
  value: unknown;
  where: string;
  source: Source;
}

export interface Layer {
  given: ReadonlyMap<SettingName, Given>;
  faults: readonly FieldFault[];
  warnings: readonly string[];
}

export const CONFIG_FILE_NAME = 'mirin.config.json';
const MAX_CONFIG_BYTES = 1024 * 1024;

/** The layer of the command line; options that were not given are undefined there. */
export function flagLayer(flags: Readonly<Record<string, unknown>>): Layer {
  const present = Object.entries(flags).filter(([, value]) => value !== undefined);
  const values = present.map(([name, value]): [string, Given] => {
    const shown = isSetting(name) ? (FLAGS[name] ?? name) : name;
    return [name, { value: converted(name, value), where: `${shown} (flag)`, source: 'flag' }];
  });
  return layerOf(values);
}

/** The layer of the environment. An empty variable counts as not set, as compose files leave them behind. */
export function environmentLayer(env: NodeJS.ProcessEnv): Layer {
  const given = new Map<SettingName, Given>();
  const warnings = unknownVariables(env);
  for (const setting of SETTING_NAMES) {
    const [name, other] = environmentNames(setting).filter((candidate) => (env[candidate] ?? '') !== '');
    if (name === undefined) continue;
    const value = converted(setting, env[name]);
    given.set(setting, { value, where: `${name} (environment)`, source: 'environment' });
    if (other !== undefined && env[other] !== env[name]) warnings.push(`${name} and ${other} differ; ${name} is used`);
  }
  return { given, faults: [], warnings };
}

/** The layer of the configuration file; only one that was asked for by name must be there. */
export function fileLayer(cwd: string, configFile: string | undefined): Layer {
  const name = configFile ?? CONFIG_FILE_NAME;
  const file = readJsonFile(path.resolve(cwd, name), { maxBytes: MAX_CONFIG_BYTES });
  if (file.state === 'unreadable') return faultyFile(name, `a file that ${file.reason}`);
  if (file.state === 'missing') return configFile === undefined ? layerOf([]) : faultyFile(name, 'no such file');
  if (typeof file.value !== 'object' || file.value === null || Array.isArray(file.value)) {
    return faultyFile(name, describe(file.value));
  }
  const entries = Object.entries(file.value);
  return layerOf(entries.map(([key, value]) => [key, { value, where: `${name}: ${key}`, source: 'file' }]));
}

function faultyFile(name: string, received: string): Layer {
  const fault = { field: name, expected: 'one JSON object of settings', received };
  return { given: new Map(), faults: [fault], warnings: [] };
}

function layerOf(values: readonly (readonly [string, Given])[]): Layer {
  const known = values.filter((entry): entry is [SettingName, Given] => isSetting(entry[0]));
  const faults = values.filter(([name]) => !isSetting(name)).map(([name, { where }]) => unknownSetting(name, where));
  return { given: new Map(known), faults, warnings: [] };
}

function unknownSetting(name: string, field: string): FieldFault {
  return { field, expected: `a known setting${didYouMean(name, SETTING_NAMES)}`, received: 'an unknown one' };
}

/** Only warned of: a variable may be meant for another version of Mirin on the same host. */
function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  const known = [...SETTING_NAMES.flatMap(environmentNames), ...RUN_VARIABLES];
  return Object.keys(env)
    .filter((name) => name.startsWith('MIRIN_') && !known.includes(name))
    .map((name) => `${name} is no setting${didYouMean(name, known)}; it is ignored`);
}

function didYouMean(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

function converted(name: string, value: unknown): unknown {
  return typeof value === 'string' && isSetting(name) ? fromText(kindOf(name), value) : value;
}

function isSetting(name: string): name is SettingName {
  return (SETTING_NAMES as string[]).includes(name);
}
