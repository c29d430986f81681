/** What a client can see of processes. */

import { listProcesses } from '../store/list-processes.ts';
import { getProcess } from '../store/read-process.ts';
import type { ClientContext } from './client-context.ts';

export class ProcessesApi {
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /** Processes, last seen first, a page at a time, with what each holds. */
  async list(options: Parameters<typeof listProcesses>[1] = {}): ReturnType<typeof listProcesses> {
    return listProcesses(this.#context.store, options);
  }

  /** One process; null = never seen, or forgotten. */
  async get(processId: string): ReturnType<typeof getProcess> {
    return getProcess(this.#context.store, processId);
  }
}
