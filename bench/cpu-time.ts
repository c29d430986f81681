/** Reads how much processor time a process has used, from outside of it. */

import { readdir, readFile } from 'node:fs/promises';

/** Microseconds of all its threads that live, as Linux counts them; NaN elsewhere. */
export async function cpuTimeUs(pid: number): Promise<number> {
  try {
    const folder = `/proc/${pid}/task`;
    const threads = await readdir(folder);
    const texts = await Promise.all(threads.map((thread) => readFile(`${folder}/${thread}/schedstat`, 'utf8')));
    // Its first field: nanoseconds on a processor.
    return texts.reduce((sum, text) => sum + Number(text.split(' ')[0]) / 1000, 0);
  } catch {
    return Number.NaN;
  }
}
