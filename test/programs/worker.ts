/** Test program: a Mirin worker with the settings of its argument; prints its log, and drains at SIGTERM, as `mirin worker` does. */

import { loadSettings } from '../../src/configuration/load-settings.ts';
import { createLog } from '../../src/log/log.ts';
import { startWorkers } from '../../workers/start-workers.ts';

const [flags = '{}'] = process.argv.slice(2);
const say = (message: object): void => console.log(JSON.stringify(message));

const { settings } = loadSettings({ flags: JSON.parse(flags) as Record<string, unknown>, env: {}, cwd: '/' });
const log = createLog({ level: settings.logLevel, destination: process.stdout });
const workers = await startWorkers(settings, settings.redisUrl ?? '', log);
process.once('SIGTERM', () => {
  void workers.stop().then(() => say({ event: 'stopped' }));
});
say({ event: 'ready', workerId: workers.workerId });
