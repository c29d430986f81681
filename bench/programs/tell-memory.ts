/** Preloaded into a program (`node --expose-gc --import …`): tells how much memory it uses when a line comes in. */

import { createInterface } from 'node:readline';

createInterface({ input: process.stdin }).on('line', () => {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  console.log(JSON.stringify({ event: 'memory', rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20 }));
});
