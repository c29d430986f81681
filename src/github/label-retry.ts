/** Tries again what GitHub refused for good, or what waits for a broken account: by an operator's word. */

import { enqueueFollowUps, type FollowUpTarget } from '../enqueue/follow-ups.ts';
import { accountStore } from '../redis/account-store.ts';
import { listDirtyLabels } from '../store/list-dirty-labels.ts';
import { MAX_PAGE } from '../store/page.ts';
import { readAccounts } from '../store/read-accounts.ts';
import { retryAccount } from '../transitions/gate-retry.ts';
import { noteBlock } from './label-block.ts';

export interface LabelRetry {
  /** Issues of the project that get a pass now. */
  issues: number[];
  /** Accounts whose breaker, or whose host's, is tried now; whatever project they serve. */
  accounts: string[];
}

/** Only this issue, or all of the project whose labels wait. A pause that GitHub asked for is kept. */
export async function retryLabels(target: FollowUpTarget, issue?: number): Promise<LabelRetry> {
  const issues = issue === undefined ? await allDirty(target) : [issue];
  const accounts = await retryAccounts(target);
  for (const one of issues) {
    await noteBlock(target.store, one, undefined);
    // As a new state does: a pass that was put off for long gives way to it.
    await enqueueFollowUps(target, [{ kind: 'label-sync', issue: one, because: 'changed' }]);
  }
  return { issues, accounts };
}

async function allDirty({ store }: FollowUpTarget): Promise<number[]> {
  const found: number[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await listDirtyLabels(store, { limit: MAX_PAGE, ...(cursor && { cursor }) });
    found.push(...page.issues.map(({ issue }) => issue));
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

async function retryAccounts({ store: { redis } }: FollowUpTarget): Promise<string[]> {
  const retried: string[] = [];
  for (const account of await readAccounts(redis)) {
    if (await retryAccount(accountStore(redis, account))) retried.push(account.id);
  }
  return retried;
}
