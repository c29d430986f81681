/** Who this process is: pid, start time, machine, host, terminal; gathered once. */

import { createRequire } from 'node:module';
import os from 'node:os';
import type { ProcessId } from '../../queues/values.ts';
import { machineId } from '../machine/identity.ts';
import { processStartTime } from '../machine/process-start.ts';
import type { ProcessRecord } from '../transitions/register-process.ts';
import { newProcessId } from './random-id.ts';

export interface IdentityOptions {
  name: string;
  liveness: ProcessRecord['liveness'];
  kind: ProcessRecord['kind'];
  ttlMs: number;
  tmuxSession: string;
}

const { version } = createRequire(import.meta.url)('mirin/package.json') as { version: string };

/** A new process record: its id differs at every call. */
export async function identify(options: IdentityOptions): Promise<ProcessRecord> {
  const pid = process.pid;
  return {
    processId: newProcessId(options.name),
    name: options.name,
    liveness: options.liveness,
    kind: options.kind,
    pid,
    pidStarted: await processStartTime(pid),
    machineId: await machineId(),
    host: os.hostname(),
    tmuxSession: options.tmuxSession,
    version,
    ttlMs: options.ttlMs,
  };
}

/**
 * The record of a shell that takes a lease by a command which ends at once: it is known by its lease's deadline alone.
 * The pid is the shell's, for people; nothing is concluded from it.
 */
export const identifyShell = (name: string, ttlMs: number, tmuxSession: string): ProcessRecord => ({
  processId: newProcessId(name),
  name,
  liveness: 'ttl',
  kind: 'shell',
  pid: process.ppid,
  pidStarted: '',
  machineId: '',
  host: os.hostname(),
  tmuxSession,
  version,
  ttlMs,
});

/** The same process under a new id: dead is final for the old one. */
export const reborn = (record: ProcessRecord): ProcessRecord & { processId: ProcessId } => ({
  ...record,
  processId: newProcessId(record.name),
});
