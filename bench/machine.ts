/** Tells what machine the measurements were taken on. */

import os from 'node:os';
import { redisBinary } from '../test/support/redis-server.ts';

export interface Machine {
  processor: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  redis: string;
}

export async function describeMachine(): Promise<Machine> {
  const { version } = await redisBinary();
  return {
    processor: os.cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    node: process.versions.node,
    redis: version,
  };
}
