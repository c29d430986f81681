/** What a client can see of orphans, and how it asks for a repair. */

import { issueNumberSchema } from '../../queues/values.ts';
import { enqueueFollowUps } from '../enqueue/follow-ups.ts';
import { listOrphans } from '../store/list-orphans.ts';
import { getIssue } from '../store/read-issue.ts';
import { parseRequest } from '../validation.ts';
import type { ClientContext } from './client-context.ts';

export class OrphansApi {
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /** Issues whose lease ran out or whose holder is dead. */
  async list(options: Parameters<typeof listOrphans>[1] = {}): ReturnType<typeof listOrphans> {
    return listOrphans(this.#context.store, options);
  }

  /**
   * Asks for the issue to be looked at now instead of at the next scan; the job decides anew, so a living holder keeps it.
   * Returns false where nobody holds the issue.
   */
  async repair(issue: number): Promise<boolean> {
    const record = await getIssue(this.#context.store, parseRequest(issueNumberSchema, issue, 'issue'));
    if (record?.status !== 'processing' || record.fence === undefined || record.processId === undefined) return false;
    const orphan = {
      issue,
      holder: record.processId,
      fence: record.fence,
      deadlineMs: record.expiresAtMs ?? 0,
      cause: 'expired' as const,
    };
    await enqueueFollowUps(this.#context.target, [{ kind: 'orphan-repair', orphan }]);
    return true;
  }
}
