/** Test program: repeats each JSON line that it is told, with its own pid, until its standard input closes. */

import { createInterface } from 'node:readline';

console.log(JSON.stringify({ event: 'ready', args: process.argv.slice(2), colour: process.env.COLOUR }));
console.log('not JSON');
createInterface({ input: process.stdin }).on('line', (line) => {
  console.log(JSON.stringify({ event: 'heard', line: JSON.parse(line) as unknown }));
});
