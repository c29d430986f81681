/** What a client can see of labels that wait to be put right, and how it asks for a pass. */

import { issueNumberSchema } from '../../queues/values.ts';
import { enqueueFollowUps } from '../enqueue/follow-ups.ts';
import { type LabelRetry, retryLabels } from '../github/label-retry.ts';
import { listDirtyLabels } from '../store/list-dirty-labels.ts';
import { markDirty } from '../transitions/mark-dirty.ts';
import { parseRequest } from '../validation.ts';
import type { ClientContext } from './client-context.ts';

export class LabelsApi {
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /** The issues whose labels may not show their state yet, longest waiting first, a page at a time. */
  async status(options: Parameters<typeof listDirtyLabels>[1] = {}): ReturnType<typeof listDirtyLabels> {
    return listDirtyLabels(this.#context.store, options);
  }

  /** Asks for the issue's labels to be compared with its state, and put right. */
  async sync(issue: number): Promise<void> {
    const number = parseRequest(issueNumberSchema, issue, 'issue');
    await markDirty(this.#context.store, number);
    await enqueueFollowUps(this.#context.target, [{ kind: 'label-sync', issue: number, because: 'asked' }]);
  }

  /**
   * Has what GitHub refused tried again now, once the cause is mended: one issue, or all of the project that wait. What
   * GitHub itself asked to wait for is waited for all the same.
   */
  async retry(issue?: number): Promise<LabelRetry> {
    const number = issue === undefined ? undefined : parseRequest(issueNumberSchema, issue, 'issue');
    if (number !== undefined) await markDirty(this.#context.store, number);
    return await retryLabels(this.#context.target, number);
  }
}
