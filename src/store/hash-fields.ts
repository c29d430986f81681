/** Reads typed values out of a hash; a field that does not parse is corrupt state, named with its key. */

import type { z } from 'zod';
import { corrupt } from './corrupt.ts';

/** One hash as it was read. An empty field counts as an absent one, since scripts write both. */
export class HashFields {
  readonly #key: string;
  readonly #values: Readonly<Record<string, string>>;

  constructor(key: string, values: Readonly<Record<string, string>>) {
    this.#key = key;
    this.#values = values;
  }

  text(field: string): string | undefined {
    return this.#values[field] || undefined;
  }

  /** A whole number of at least 0. */
  count(field: string): number | undefined {
    return this.#parse(field, 'a whole number', (text) => (/^\d{1,16}$/.test(text) ? Number(text) : undefined));
  }

  /** A whole number that has to be there. */
  requiredCount(field: string): number {
    return this.count(field) ?? this.refuse(field, 'a whole number');
  }

  /** A number with or without a fraction. */
  decimal(field: string): number | undefined {
    return this.#parse(field, 'a number', (text) =>
      /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) ? Number(text) : undefined,
    );
  }

  /** A value that `schema` accepts; `expected` says in words which those are. */
  value<S extends z.ZodType>(field: string, schema: S, expected: string): z.output<S> | undefined {
    return this.#parse(field, expected, (text) => schema.safeParse(text).data);
  }

  requiredValue<S extends z.ZodType>(field: string, schema: S, expected: string): z.output<S> {
    return this.value(field, schema, expected) ?? this.refuse(field, expected);
  }

  /** JSON that was kept as text. */
  json(field: string): unknown {
    return this.#parse(field, 'JSON', (text) => parsedJson(text))?.value;
  }

  #parse<T>(field: string, expected: string, parse: (text: string) => T | undefined): T | undefined {
    const text = this.text(field);
    return text === undefined ? undefined : (parse(text) ?? this.refuse(field, expected));
  }

  /** @throws MirinError `MIRIN_STATE_CORRUPT` for what the field holds. */
  refuse(field: string, expected: string): never {
    throw corrupt(`key ${this.#key}, field ${field}`, expected, this.#values[field]);
  }
}

/** Boxed, since `null` is JSON too. */
function parsedJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
