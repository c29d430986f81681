/** What people do to owned labels is put right: GitHub tells the board, and a worker looks. */

import { expect } from 'chai';
import { serveBoard } from '../../cli/up/serve-board.ts';
import type { Board } from '../../bull-board/start-board.ts';
import { createLog } from '../../src/log/log.ts';
import { startGitHubSimulator, type GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { LabelChange, SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { deliver, labelPayload, WEBHOOK_SECRET } from '../support/webhooks.ts';
import { useWorkshop } from './workshop.ts';

const ISSUE = 5;

describe('drift that webhooks tell of', () => {
  const workshop = useWorkshop();
  let simulator: GitHubSimulator;
  let repository: SimulatedRepository;
  let board: Board;
  const sent: Promise<unknown>[] = [];

  beforeEach(async () => {
    const { live, driven } = workshop.open;
    simulator = await startGitHubSimulator();
    repository = simulator.repo(live.name);
    repository.createIssue({ number: ISSUE, labels: ['bug'] });
    const flags = {
      boardPort: 0,
      boardPassword: 'correct horse',
      webhookSecret: WEBHOOK_SECRET,
      dataDir: tempFolder(),
    };
    board = await serveBoard(live.settings(flags), live.redisUrl, createLog({ level: 'silent' }));
    await live.work({ githubToken: simulator.token, githubApiUrl: simulator.url });
    await driven.take(ISSUE, await driven.register());
    await inLine();
    simulator.onLabelChange(tell);
  });
  afterEach(async () => {
    await Promise.all(sent.splice(0));
    await board.stop();
    await simulator.stop();
  });

  const inLine = () =>
    waitFor('the labels to agree with the state, and the mark to be gone', async (saw) => {
      const { own } = workshop.open.live.store.keys;
      const isDirty = (await workshop.open.live.redis.zscore(own.labels_dirty, ISSUE)) !== null;
      saw([repository.labelsOf(ISSUE), isDirty]);
      return !isDirty && repository.labelsOf(ISSUE).toSorted().join() === 'bug,processing';
    });

  /** As GitHub does, for each label, Mirin's own changes among them. */
  function tell({ added, removed }: LabelChange): void {
    const { name } = workshop.open.live;
    const payloads = [
      ...added.map((label) => labelPayload('labeled', name, ISSUE, label)),
      ...removed.map((label) => labelPayload('unlabeled', name, ISSUE, label)),
    ];
    sent.push(...payloads.map((payload) => deliver(board, { payload })));
  }

  const requests = () => simulator.requests.filter(({ path }) => path.endsWith(`/issues/${ISSUE}/labels`)).length;

  it('is put back where it was removed', async () => {
    repository.removeLabel(ISSUE, 'processing');
    await inLine();
  });

  it('is removed where it was added', async () => {
    repository.addLabels(ISSUE, ['completed']);
    await inLine();
  });

  it('costs one pass, and what the pass itself changes costs none', async () => {
    const before = requests();
    repository.removeLabel(ISSUE, 'processing');
    await inLine();
    await waitFor('both deliveries', () => sent.length === 2);
    await Promise.all(sent);
    expect(requests() - before, 'one look, one write').to.equal(2);
  });
});
