/** Connects a command that holds something while another command runs. */

import { Mirin } from '../../src/client/mirin.ts';
import type { Settings } from '../../src/configuration/settings.ts';
import { projectOf, runningRedis } from '../project.ts';

/** A client of the kind `run`. @throws ConfigInvalidError unless just one project is named */
export async function connectRun(settings: Settings, defaultName: string): Promise<Mirin> {
  const {
    processName = defaultName,
    heartbeatTtlMs,
    heartbeatEveryMs,
    leaseMarginMs,
    requestTimeoutMs,
    dataDir,
  } = settings;
  return Mirin.connect({
    project: projectOf(settings).name,
    process: processName,
    redis: (await runningRedis(settings)).url,
    kind: 'run',
    heartbeatTtlMs,
    heartbeatEveryMs,
    leaseMarginMs,
    requestTimeoutMs,
    dataDir,
  });
}
