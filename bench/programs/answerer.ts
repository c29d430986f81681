/** Program of the measurements: the other end of a peer, in a process of its own as Mirin's workers are. */

import { answerAmbassador } from '../peers/ambassador.ts';
import { answerBullmq } from '../peers/bullmq.ts';

const ANSWERERS: Readonly<Record<string, (redisUrl: string) => Promise<void>>> = {
  ambassador: answerAmbassador,
  bullmq: answerBullmq,
};

const [name = '', redisUrl = ''] = process.argv.slice(2);
await ANSWERERS[name]?.(redisUrl);
console.log(JSON.stringify({ event: 'ready' }));
