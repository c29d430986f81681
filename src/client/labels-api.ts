/** What a client can say about labels: ask for a pass. */

import { issueNumberSchema } from '../../queues/values.ts';
import { enqueueFollowUps } from '../enqueue/follow-ups.ts';
import { markDirty } from '../transitions/mark-dirty.ts';
import { parseRequest } from '../validation.ts';
import type { ClientContext } from './client-context.ts';

export class LabelsApi {
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /** Asks for the issue's labels to be compared with its state, and put right. */
  async sync(issue: number): Promise<void> {
    const number = parseRequest(issueNumberSchema, issue, 'issue');
    await markDirty(this.#context.store, number);
    await enqueueFollowUps(this.#context.target, [{ kind: 'label-sync', issue: number }]);
  }
}
