/** Program of the measurements: a BullMQ worker that takes one job and never finishes it. */

import { Worker } from 'bullmq';
import { connectWorker } from '../../src/redis/connect.ts';

const [queue = '', url = ''] = process.argv.slice(2);
const hold = (jobId: string | undefined): Promise<void> => {
  console.log(JSON.stringify({ event: 'took', jobId }));
  return new Promise(() => undefined);
};
const worker = new Worker(queue, ({ id }) => hold(id), { connection: connectWorker({ url, name: 'bench-holder' }) });
await worker.waitUntilReady();
