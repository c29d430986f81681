/** Every setting of Mirin: its type, unit, range, default and what it is for; docs/configuration.md lists the same. */

import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { projectSchema } from '../../queues/project.ts';
import { processNameSchema, ttlMsSchema } from '../../queues/values.ts';
import { WRITE_GAP_MS } from '../redis/account-store.ts';
import { commentSettings } from './comment-settings.ts';
import { githubSettings } from './github-settings.ts';
import { intakeSettings } from './intake-settings.ts';
import { labelSettings } from './label-settings.ts';
import { operatorSettings } from './operator-settings.ts';
import { projectSettingsSchema } from './project-entries.ts';

const milliseconds = (min: number, max: number) =>
  z
    .number({ error: `a number of ms from ${min} to ${max}` })
    .int({ error: 'a whole number of ms' })
    .min(min, { error: `at least ${min} ms` })
    .max(max, { error: `at most ${max} ms` });

const count = (min: number, max: number) =>
  z
    .number({ error: `a whole number from ${min} to ${max}` })
    .int({ error: `a whole number from ${min} to ${max}` })
    .min(min, { error: `at least ${min}` })
    .max(max, { error: `at most ${max}` });

const HOUR_MS = 3_600_000;

/** Default folder of Mirin's own files: the private Redis, its unpacked binary, the board's password. */
const defaultDataDir = path.join(os.homedir(), '.local', 'share', 'mirin');

/** Text that is checked no further than that it is there. */
const text = (expected: string) => z.string({ error: expected }).min(1, { error: expected });

/** What `logLevel` can be, most talkative first. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

export const settingsSchema = z.strictObject({
  projects: z
    .array(projectSchema, { error: 'a list of owner/repo' })
    .default([])
    .describe('The repositories served, `[host/]owner/repo`.'),
  processName: processNameSchema.optional().describe('Name under which this process takes leases.'),
  redisUrl: text('a redis://, rediss:// or unix:// URL')
    .regex(/^rediss?:\/\/|^unix:\/\//, { error: 'a redis://, rediss:// or unix:// URL' })
    .optional()
    .describe('The Redis to use. Without it Mirin starts a private one.'),
  redisServerBin: text('the path of a program')
    .optional()
    .describe('The redis-server program of the private Redis. Without it Mirin looks for one.'),
  dataDir: text('the path of a folder').default(defaultDataDir).describe("Folder of Mirin's own files, mode 0700."),
  ...githubSettings,
  githubWriteGapMs: milliseconds(0, 60_000)
    .default(WRITE_GAP_MS)
    .describe('Least time between two writes of one account; comments wait three times as long.'),
  webhookSecret: z
    .string({ error: 'at least 16 characters' })
    .min(16, { error: 'at least 16 characters' })
    .optional()
    .describe('What GitHub signs its webhooks with; without it none are received. Secret.'),
  sweepEveryMs: milliseconds(1_000, 24 * HOUR_MS)
    .default(300_000)
    .describe('Time between looks at what changed on GitHub.'),
  ...labelSettings,
  ...commentSettings,
  ...operatorSettings,
  projectSettings: projectSettingsSchema
    .default({})
    .describe('What single projects have otherwise: account at GitHub, labels, comments and intake.'),
  ...intakeSettings,
  heartbeatTtlMs: ttlMsSchema.default(90_000).describe('Time that a lease lives without a heartbeat.'),
  heartbeatEveryMs: milliseconds(1_000, 8 * HOUR_MS)
    .default(30_000)
    .describe('Time between heartbeats; three must fit into the TTL.'),
  leaseMarginMs: milliseconds(500, HOUR_MS)
    .default(5_000)
    .describe('How long before its end a lease that could not be renewed is given up by its holder.'),
  scanEveryMs: milliseconds(1_000, HOUR_MS).default(15_000).describe('Time between scans for orphans.'),
  probeEveryMs: milliseconds(500, 60_000).default(5_000).describe("Time between looks at this machine's processes."),
  hungGraceMs: milliseconds(1_000, HOUR_MS)
    .default(30_000)
    .describe('Extra time after its deadline for a holder that is silent though its process lives.'),
  lockDelayMs: milliseconds(0, HOUR_MS)
    .default(5_000)
    .describe('Time after a crash during which the issue is not granted, where the holder was not seen dead.'),
  maxOrphanings: count(1, 100).default(3).describe('Crashes of its holder after which an issue is quarantined.'),
  orphaningWindowMs: milliseconds(60_000, 30 * 24 * HOUR_MS)
    .default(24 * HOUR_MS)
    .describe('The time within which those crashes are counted.'),
  progressDeadlineMs: milliseconds(0, 24 * HOUR_MS)
    .default(1_800_000)
    .describe('Time without a checkpoint after which a holder is reported as stuck; 0 = never.'),
  requestTimeoutMs: milliseconds(100, HOUR_MS).default(5_000).describe('Time that a request may take.'),
  workerConcurrency: count(1, 500).default(20).describe('Requests that one worker carries out side by side.'),
  drainTimeoutMs: milliseconds(100, 10 * 60_000)
    .default(10_000)
    .describe('Time that a stop gives to work under way.'),
  boardHost: text('a host name or an address').default('127.0.0.1').describe('Address that the board listens on.'),
  boardPort: count(0, 65_535).default(3920).describe('Port of the board; 0 = any free one.'),
  boardUser: z
    .string({ error: '1 to 64 characters without ":"' })
    .regex(/^[^:]{1,64}$/, { error: '1 to 64 characters without ":"' })
    .default('mirin')
    .describe("The board's user."),
  boardPassword: z
    .string({ error: 'at least 8 characters' })
    .min(8, { error: 'at least 8 characters' })
    .optional()
    .describe("The board's password; made and kept in the data folder when not given. Secret."),
  boardReadOnly: z
    .boolean({ error: 'true or false' })
    .default(false)
    .describe('Refuse every change through the board.'),
  logLevel: z
    .enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.join(', ')}` })
    .default('info')
    .describe('Least level logged.'),
});

/** All settings, checked. */
export type Settings = z.output<typeof settingsSchema>;

/** Settings that must never be printed. */
export const SECRET_SETTINGS = [
  'githubToken',
  'githubAppPrivateKey',
  'webhookSecret',
  'boardPassword',
  'redisUrl',
] as const satisfies (keyof Settings)[];
