/** Tests the import on a state folder as a real PoppoBuilder left it, where the machine has it. */

import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { importState } from '../../src/migration/import.ts';
import type { ImportPlan } from '../../src/migration/plan-record.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');
const STATE = path.resolve(REPOSITORY, '../shared/data/poppobuilder-state');
const RUNNING_TASK_STARTED = '2025-06-23T15:21:28.508Z';

describe('a real PoppoBuilder state', () => {
  before(function () {
    if (existsSync(STATE)) return;
    console.log(`    skipped: there is no ${STATE}`);
    this.skip();
  });

  it('comes over with all 19 issues, #98 as a lease that has long run out', async () => {
    const plans: ImportPlan[] = [];
    const report = await importState({
      dir: STATE,
      nowMs: Date.now(),
      write: async (plan) => {
        plans.push(plan);
        return { outcome: 'imported' };
      },
    });
    expect(report).to.include({ found: 19, planned: 19, imported: 19, runningTasks: 2 });
    expect(report.rejected).to.deep.equal([]);

    const orphan = plans.find(({ issue }) => issue === 98);
    expect(orphan?.status).to.equal('processing');
    expect(orphan?.holder).to.deep.equal({
      name: 'comment-98-IC_kwDOO7m6fc6x_DFF',
      pid: 35_173,
      deadlineMs: Date.parse(RUNNING_TASK_STARTED) + 30 * 60_000,
    });
    expect(
      Object.keys((JSON.parse(orphan?.metadata ?? '') as Record<string, object>)['running-tasks.json'] ?? {}),
    ).to.deep.equal(['issue-98-comment-IC_kwDOO7m6fc6yoPxe', 'issue-98-comment-IC_kwDOO7m6fc6x_DFF']);

    const others = plans.filter(({ issue }) => issue !== 98);
    expect(new Set(others.map(({ status }) => status))).to.deep.equal(new Set(['awaiting-response']));
    expect(others.filter(({ holder }) => holder !== undefined)).to.deep.equal([]);
    expect(JSON.parse(others.find(({ issue }) => issue === 96)?.metadata ?? '')).to.include({
      reason: 'completion_keyword',
      taskId: 'issue-96-comment-IC_kwDOO7m6fc6x-4qC',
    });
  });
});
