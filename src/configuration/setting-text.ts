/** Turns the text of a flag or an environment variable into the kind of value that its setting has. */

import { z } from 'zod';
import { durationMsOf } from './duration.ts';
import type { SettingName } from './setting-names.ts';
import { settingsSchema } from './settings.ts';

/** `duration`: a number of ms, which text may also give with a unit. `pairs`: `name=value`, comma-separated. */
export type SettingKind = 'text' | 'number' | 'duration' | 'boolean' | 'list' | 'pairs' | 'json';

const SWITCHES = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
]);

const READERS: Readonly<Record<SettingKind, (text: string) => unknown>> = {
  text: (text) => text,
  number: numberOf,
  duration: (text) => numberOf(text) ?? durationMsOf(text),
  boolean: (text) => SWITCHES.get(text.trim().toLowerCase()),
  list: itemsOf,
  pairs: pairsOf,
  json: jsonOf,
};

/** The setting's schema without default and optionality. */
export function innerSchema(setting: SettingName): z.ZodType {
  let schema: z.core.$ZodType = settingsSchema.shape[setting];
  while (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault) {
    schema = schema.unwrap();
  }
  return schema as z.ZodType;
}

export function kindOf(setting: SettingName): SettingKind {
  const schema = innerSchema(setting);
  if (schema instanceof z.ZodNumber) return setting.endsWith('Ms') ? 'duration' : 'number';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodArray) return 'list';
  if (schema instanceof z.ZodRecord) return 'json';
  return schema instanceof z.ZodObject ? 'pairs' : 'text';
}

/** The value that `text` stands for. Text that stands for none is left as it is: the schema names what it wanted. */
export function fromText(kind: SettingKind, text: string): unknown {
  return READERS[kind](text) ?? text;
}

function numberOf(text: string): number | undefined {
  return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

function itemsOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function pairsOf(text: string): Record<string, string> | undefined {
  const pairs = itemsOf(text).map((item) => /^([^=]+)=(.*)$/.exec(item)?.slice(1));
  return pairs.includes(undefined) ? undefined : Object.fromEntries(pairs as [string, string][]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
