/** One worker, two projects, two accounts at two hosts: an App's installation and a token; neither waits for the other. */

import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { accountOf } from '../../src/github/account.ts';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedInstallation } from '../../src/simulator/simulated-installation.ts';
import { readAccounts } from '../../src/store/read-accounts.ts';
import { appKey } from '../github/app-key.ts';
import { startHonestGitHub } from '../github/honest-github.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { readWhole } from '../support/project-dump.ts';
import { waitFor } from '../support/wait-for.ts';
import { useWorkshop } from './workshop.ts';

const APP_ID = 77;
const INSTALLATION_ID = 5;
const ISSUE = 1;

describe('a worker of two projects with an account each', () => {
  const workshop = useWorkshop();
  /** Where the App is installed on the workshop's project. */
  let hub: GitHubSimulator;
  /** Where the other project is, with a token. */
  let enterprise: GitHubSimulator;
  let installation: SimulatedInstallation;
  let other: DrivenProject;
  const token = `opaque-${randomBytes(12).toString('hex')}`;

  beforeEach(async () => {
    [hub, enterprise] = await Promise.all([startHonestGitHub(), startHonestGitHub({ token })]);
    const { name, redis } = workshop.open.live;
    other = new DrivenProject(redis, 'acme/other');
    hub.repo(name).createIssue({ number: ISSUE });
    enterprise.repo('acme/other').createIssue({ number: ISSUE });
    const app = hub.addApp({ id: APP_ID, publicKey: appKey().publicKey });
    installation = app.install({ id: INSTALLATION_ID, repositories: [name] });
  });
  afterEach(async () => {
    await Promise.all([hub.stop(), enterprise.stop()]);
  });

  async function work(): Promise<void> {
    const { live } = workshop.open;
    await live.work({
      projects: `${live.name},acme/other`,
      githubApiUrl: hub.url,
      githubAppId: String(APP_ID),
      githubAppPrivateKey: appKey().privateKey,
      projectSettings: JSON.stringify({ 'acme/other': { githubApiUrl: enterprise.url, githubToken: token } }),
    });
  }

  const takeIn = async (project: DrivenProject): Promise<void> =>
    void (await project.take(ISSUE, await project.register()));

  const untilLabelled = (simulator: GitHubSimulator, name: string): Promise<boolean> =>
    waitFor(
      `#${ISSUE} of ${name} to bear its label`,
      () => simulator.repo(name).labelsOf(ISSUE).join() === 'processing',
      { withinMs: 60_000 },
    );

  it('labels both, each by a gate of its own, and lets no secret out', async () => {
    await takeIn(workshop.open.driven);
    await takeIn(other);
    await work();
    await untilLabelled(hub, workshop.open.live.name);
    await untilLabelled(enterprise, 'acme/other');
    const { redis } = workshop.open.live;
    expect(installation.minted).to.have.lengthOf(1);
    expect((await readAccounts(redis)).map(({ id }) => id)).to.have.members([
      accountOf(hub.url, `app:${APP_ID}`).id,
      accountOf(hub.url, `installation:${INSTALLATION_ID}`).id,
      accountOf(enterprise.url, token).id,
    ]);
    const kept = JSON.stringify(await readWhole(redis, await redis.keys('*')));
    const logged = JSON.stringify(workshop.open.live.logged);
    expect(kept).to.include('processing');
    for (const secret of [...installation.minted, token, 'PRIVATE KEY', appKey().pkcs8.split('\n')[1], 'eyJ']) {
      expect(kept).to.not.include(secret);
      expect(logged).to.not.include(secret);
    }
  }).timeout(90_000);

  it('goes on with one while the other’s installation is suspended, and with that when it is so no more', async () => {
    installation.suspendedAt = '2026-11-01T00:00:00Z';
    await takeIn(workshop.open.driven);
    await work();
    await workshop.open.untilLogged('github.broken');
    await takeIn(other);
    await workshop.open.scan();
    await untilLabelled(enterprise, 'acme/other');
    const broken = (await readAccounts(workshop.open.live.redis)).filter(({ breaker }) => breaker.state !== 'closed');
    expect(broken.map(({ id }) => id)).to.deep.equal([accountOf(hub.url, `installation:${INSTALLATION_ID}`).id]);
    expect(broken[0]).to.have.nested.property('breaker.because', '403 This installation has been suspended');
    installation.suspendedAt = null;
    const operator = await workshop.open.live.connect('operator');
    await operator.labels.retry();
    await untilLabelled(hub, workshop.open.live.name);
    await workshop.open.untilLogged('github.mended');
  }).timeout(90_000);
});
