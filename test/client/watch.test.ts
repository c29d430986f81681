/** Tests of what a program can follow: transitions as they happen, and labels that wait for GitHub. */

import { expect } from 'chai';
import { Mirin } from '../../src/client/mirin.ts';
import { type ServedProject, serveProject } from '../support/served-project.ts';

describe('a program that looks on', () => {
  let served: ServedProject;
  let mirin: Mirin;

  before(async () => {
    served = await serveProject();
    mirin = await Mirin.connect({ project: served.project, process: 'watcher', redis: served.redis.url });
  });
  after(async () => {
    await mirin.close();
    await served.stop();
  });

  it('sees each transition once and in order, from the first that is kept', async () => {
    await mirin.withIssue(5, {}, async () => ({ status: 'awaiting-response' }));
    const ending = new AbortController();
    const seen: string[] = [];
    for await (const { type, issue, to } of mirin.issues.watch({ signal: ending.signal, after: '0' })) {
      seen.push(`${type} #${issue} ${to}`);
      if (seen.length === 1) await mirin.issues.get(5);
      if (seen.length === 2) ending.abort();
    }
    expect(seen).to.deep.equal(['checkout.granted #5 processing', 'checkin.committed #5 awaiting-response']);
  });

  it('sees which labels wait while no token is set', async () => {
    await mirin.withIssue(6, {}, async () => ({ status: 'completed' }));
    const { issues } = await mirin.labels.status();
    expect(issues.map(({ issue }) => issue)).to.include(6);
  });
});
