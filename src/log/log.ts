/** Writes log lines: JSON to standard error, or one-liners where that is a terminal. */

import os from 'node:os';
import pino from 'pino';
import type { Settings } from '../configuration/settings.ts';
import { EVENTS, type EventName } from './events.ts';
import { safeError, safeFields, type LogFields } from './fields.ts';
import { prettyLine } from './pretty-line.ts';
import { redactor } from './redaction.ts';

const STANDARD_ERROR = 2;

/** The log, as all of Mirin sees it. Logs nothing but events; how each is worded stands in events.ts. */
export interface Log {
  /** Writes one line. Values are cut to length and masked where they look like a secret. */
  event(name: EventName, fields?: LogFields, error?: unknown): void;
  /** A log that adds `fields` to each of its lines. */
  child(fields: LogFields): Log;
}

export interface LogOptions {
  /** Least level that is written; `silent` writes nothing. */
  level: Settings['logLevel'];
  /** Where lines go; default: standard error, written synchronously so that a crash loses none. */
  destination?: { write(line: string): unknown };
  /** One-liners for people instead of JSON; default: whether the destination is a terminal. */
  pretty?: boolean;
  /** Texts that must never be written (`secretsOf(settings)`). */
  secrets?: readonly string[];
}

export function createLog({ level, destination, pretty, secrets = [] }: LogOptions): Log {
  const lines = destination ?? pino.destination({ dest: STANDARD_ERROR, sync: true });
  const isPretty = pretty ?? (destination === undefined && process.stderr.isTTY);
  const sink = isPretty ? { write: (json: string) => lines.write(prettyLine(json)) } : lines;
  const logger = pino(
    {
      level,
      base: { source: `${os.hostname()}:${process.pid}` },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (json) => void sink.write(json) },
  );
  return logOn(logger, redactor(secrets), {});
}

function logOn(logger: pino.Logger, redact: (text: string) => string, bound: LogFields): Log {
  return {
    event(name, fields = {}, error) {
      const { level, message } = EVENTS[name];
      if (!logger.isLevelEnabled(level)) return;
      const detail = error === undefined ? {} : { error: safeError(error, redact) };
      logger[level]({ event: name, ...safeFields({ ...bound, ...fields }, redact), ...detail }, message);
    },
    child: (fields) => logOn(logger, redact, { ...bound, ...fields }),
  };
}
