/** Tests of the whole way of an original state: import, scan, repair of the orphan, labels put right on the simulator. */

import { expect } from 'chai';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import { startHonestGitHub } from '../github/honest-github.ts';
import { getIssue } from '../../src/store/read-issue.ts';
import { issueHistory } from '../../src/store/issue-history.ts';
import { FINISHED, IN_WORK, stateFolder } from '../migration/poppo-fixtures.ts';
import { endChildren, startChild } from '../support/child.ts';
import { type ServedProject, serveProject } from '../support/served-project.ts';
import { waitFor } from '../support/wait-for.ts';

/** A state folder as the original system left it, where this checkout has one beside it. */
const REAL_STATE = path.resolve(import.meta.dirname, '../../../../shared/data/poppobuilder-state');

const ORPHAN = 98;
const PEOPLES_LABELS = ['task:dogfooding', 'task:bug'];

describe('a state of the original system', () => {
  let simulator: GitHubSimulator;
  let served: ServedProject;

  beforeEach(async () => {
    simulator = await startHonestGitHub();
    const { url: githubApiUrl, token: githubToken } = simulator;
    served = await serveProject({ githubApiUrl, githubToken });
  });
  afterEach(async () => {
    await endChildren();
    await served.stop();
    await simulator.stop();
  });

  const seed = (issue: number, labels: readonly string[]): void =>
    void simulator.repo(served.project).createIssue({ number: issue, labels });
  const labelsOf = (issue: number): string[] => simulator.repo(served.project).labelsOf(issue);

  async function importState(dir: string): Promise<Record<string, unknown>> {
    const command = startChild('cli/main.js', ['import', dir, '--json'], served.env);
    const { code } = await command.exited;
    expect(code, command.otherOutput).to.equal(0);
    return JSON.parse(command.otherOutput) as Record<string, unknown>;
  }

  async function expectOrphanRepaired(): Promise<void> {
    const repaired = await waitFor('the orphan to be repaired', async (saw) => {
      const record = await getIssue(served.store, ORPHAN);
      saw(record);
      return record?.status === 'pending' && record;
    });
    expect(repaired.orphanings).to.have.length(1);
    const history = await issueHistory(served.store, ORPHAN);
    expect(history.map(({ type }) => type)).to.deep.equal(['issue.imported', 'orphan.repaired']);
    await waitFor('its labels to be put right', (saw) => {
      saw(labelsOf(ORPHAN));
      return labelsOf(ORPHAN).toSorted().join() === PEOPLES_LABELS.toSorted().join();
    });
    const tickets = await served.workers.context.sites.get(served.project)?.queues.tasks.getJobs(['prioritized']);
    expect(tickets?.map(({ data }) => (data as { issue: number }).issue)).to.deep.equal([ORPHAN]);
  }

  it('is taken over with its orphan found, repaired, queued again and labelled right', async () => {
    seed(ORPHAN, ['completed', ...PEOPLES_LABELS, 'awaiting-response', 'processing']);
    seed(11, ['processing', 'priority:high']);
    const dir = stateFolder({ [ORPHAN]: IN_WORK, 11: FINISHED });
    expect(await importState(dir)).to.include({ found: 2, imported: 2 });
    await expectOrphanRepaired();
    const status = (await getIssue(served.store, 11))?.status ?? '';
    await waitFor(
      'the labels of the finished one',
      () => labelsOf(11).toSorted().join() === ['priority:high', status].toSorted().join(),
    );
    const again = startChild('cli/main.js', ['import', dir, '--json'], served.env);
    expect((await again.exited).code).to.equal(1);
    const report = JSON.parse(again.otherOutput) as { unchanged: number; conflicts: { issue: number }[] };
    expect(report.unchanged).to.equal(1);
    expect(report.conflicts.map(({ issue }) => issue)).to.deep.equal([ORPHAN]);
  }).timeout(60_000);

  it('comes over whole from a real installation', async function () {
    if (!existsSync(REAL_STATE)) {
      process.stdout.write(`      skipped: ${REAL_STATE} is not there\n`);
      this.skip();
    }
    this.timeout(60_000);
    seed(ORPHAN, ['completed', ...PEOPLES_LABELS, 'awaiting-response', 'processing']);
    expect(await importState(REAL_STATE)).to.include({ found: 19, imported: 19 });
    await expectOrphanRepaired();
    expect(await served.store.redis.zcard(served.store.keys.statusIndex('awaiting-response'))).to.equal(18);
  });
});
