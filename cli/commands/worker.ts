/** `mirin worker`: the workers alone, for machines that share a Redis; in the foreground until Ctrl-C. */

import { createLog } from '../../src/log/log.ts';
import { secretsOf } from '../../src/configuration/secrets.ts';
import { warningsOf } from '../../src/redis/suitability.ts';
import { startWorkers } from '../../workers/start-workers.ts';
import { act, examples, type Define } from '../command.ts';
import { requireProjects } from '../require-projects.ts';
import { runningRedis } from '../project.ts';
import { untilSignal } from '../until-signal.ts';

interface WorkerFlags {
  concurrency?: string;
}

export const define: Define = (command) => {
  command
    .option('--concurrency <n>', 'requests carried out side by side')
    .addHelpText('after', examples('REDIS_URL=redis://redis:6379 mirin worker --project acme/widgets'))
    .action(
      act<[WorkerFlags]>(async (context, { concurrency }) => {
        const settings = context.settings({ workerConcurrency: concurrency });
        requireProjects(settings);
        const log = createLog({ level: settings.logLevel, secrets: secretsOf(settings) });
        const { url, facts } = await runningRedis(settings);
        const stopped = untilSignal();
        for (const warning of warningsOf(facts)) log.event('redis.warned', { warning });
        const workers = await startWorkers(settings, url, log);
        await stopped;
        await workers.stop();
        return undefined;
      }),
    );
};
