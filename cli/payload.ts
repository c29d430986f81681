/** Reads the JSON that goes with a checkin: from the option itself, a file, or standard input; never more than may be sent. */

import { createReadStream } from 'node:fs';
import { jsonTextSchema } from '../queues/json-text.ts';
import { MAX_PAYLOAD_BYTES } from '../queues/values.ts';
import { RequestInvalidError } from '../src/errors.ts';
import { describe } from '../src/validation.ts';

/**
 * The JSON text that `given` stands for: `@FILE`, `-` for standard input, else itself. It is kept as it was written.
 * @throws RequestInvalidError naming `option`
 */
export async function readPayload(option: string, given: string): Promise<string> {
  const text = (await textOf(option, given)).trim();
  if (jsonTextSchema.safeParse(text).success) return text;
  const expected = `JSON (a text needs its quotes: '"done"'), @FILE or - for standard input`;
  throw new RequestInvalidError([{ field: option, expected, received: describe(text) }]);
}

async function textOf(option: string, given: string): Promise<string> {
  if (given === '-') return await readBounded(option, process.stdin);
  if (!given.startsWith('@')) return given;
  const file = given.slice(1);
  try {
    return await readBounded(option, createReadStream(file));
  } catch (error) {
    if (error instanceof RequestInvalidError) throw error;
    const received = `${file}, which can't be read (${codeOf(error)})`;
    throw new RequestInvalidError([{ field: option, expected: 'a file of JSON', received }]);
  }
}

async function readBounded(option: string, stream: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > MAX_PAYLOAD_BYTES) {
      throw new RequestInvalidError([{ field: option, expected: 'at most 256 KB of JSON', received: 'more' }]);
    }
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString();
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
