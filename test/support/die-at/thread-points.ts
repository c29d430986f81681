/** Has the threads of a process watched as the process is: each loads what is to be loaded first. */

import { syncBuiltinESMExports } from 'node:module';
import workerThreads, { type WorkerOptions } from 'node:worker_threads';

/** Watches threads that are started from now on. */
export function watchThreads(preload: string): void {
  const Worker = class extends workerThreads.Worker {
    constructor(file: string | URL, options: WorkerOptions = {}) {
      super(file, { ...options, execArgv: ['--import', preload] });
    }
  };
  Object.assign(workerThreads, { Worker });
  syncBuiltinESMExports();
}
