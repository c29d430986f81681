/** How a GitHub App asks: by which installation, with which token, how often one is minted, and what its gates are told. */

import { inspect } from 'node:util';
import { expect } from 'chai';
import { type Project, projectSchema } from '../../queues/project.ts';
import { type AccountGate, openGate } from '../../src/github/account-gate.ts';
import { accountOf } from '../../src/github/account.ts';
import { GitHubError } from '../../src/github/errors.ts';
import { GitHubApp } from '../../src/github/github-app.ts';
import { IssueLabels } from '../../src/github/issue-labels.ts';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedApp } from '../../src/simulator/simulated-app.ts';
import type { SimulatedInstallation } from '../../src/simulator/simulated-installation.ts';
import { appKey, foreignKey } from './app-key.ts';
import { startHonestGitHub } from './honest-github.ts';
import { requestLines } from './simulated-github.ts';

const APP_ID = 77;
const WIDGETS: Project = projectSchema.parse('Acme/Widgets');
const GEARS: Project = projectSchema.parse('acme/gears');
const FIND = 'GET /repos/Acme/Widgets/installation';
const MINT = 'POST /app/installations/5/access_tokens';
const LIST = 'GET /repos/Acme/Widgets/issues/1/labels';

describe('a GitHub App', () => {
  let simulator: GitHubSimulator;
  let simulated: SimulatedApp;
  let installation: SimulatedInstallation;
  let app: GitHubApp;
  /** `ACCOUNT: FINDING` of each request that the gates were told of; `none`: nothing was said of the account. */
  let told: string[];

  beforeEach(async () => {
    simulator = await startHonestGitHub();
    for (const { name } of [WIDGETS, GEARS]) simulator.repo(name).createIssue({ number: 1, labels: ['bug'] });
    simulated = simulator.addApp({ id: APP_ID, publicKey: appKey().publicKey });
    installation = simulated.install({ id: 5, repositories: [WIDGETS.name] });
    told = [];
    app = openApp();
  });
  afterEach(async () => {
    await app.close();
    await simulator.stop();
  });

  function openApp(privateKey = appKey().pkcs8): GitHubApp {
    const names = new Map(
      [`app:${APP_ID}`, 'installation:5', 'installation:6'].map((name) => [accountOf(simulator.url, name).id, name]),
    );
    const gateOf = ({ id }: { id: string }): AccountGate => ({
      take: () => Promise.resolve({ outcome: 'granted' }),
      giveBack: (_kind, _slot, report) => {
        told.push(`${names.get(id)}: ${report?.finding ?? 'none'}`);
        return Promise.resolve();
      },
    });
    const access = { apiUrl: simulator.url, newTokenPausesMs: [0, 1, 1] };
    return new GitHubApp({ appId: String(APP_ID), privateKey }, access, gateOf);
  }

  const list = async (project = WIDGETS): Promise<unknown> =>
    new IssueLabels((await app.clientOf(project)).repository(project), 1).list();

  async function refused(project = WIDGETS): Promise<GitHubError> {
    const error = await list(project).catch((thrown: unknown) => thrown);
    if (error instanceof GitHubError) return error;
    return expect.fail(`no fault of GitHub's: ${String(error)}`);
  }

  it('finds its installation once and mints one token for many requests', async () => {
    await list();
    await Promise.all(Array.from({ length: 20 }, () => list()));
    const lines = requestLines(simulator);
    expect(lines.slice(0, 3)).to.deep.equal([FIND, MINT, LIST]);
    expect(lines.filter((line) => line !== LIST)).to.deep.equal([FIND, MINT]);
    expect(installation.minted).to.have.lengthOf(1);
  });

  it('mints one token for all that wait for the first one', async () => {
    const client = await app.clientOf(WIDGETS);
    await Promise.all(Array.from({ length: 5 }, () => new IssueLabels(client.repository(WIDGETS), 1).list()));
    expect(installation.minted).to.have.lengthOf(1);
  });

  it('asks for no installation where the settings name it', async () => {
    const { pkcs8: privateKey } = appKey();
    const named = new GitHubApp(
      { appId: String(APP_ID), privateKey, installationId: 5 },
      { apiUrl: simulator.url },
      () => openGate,
    );
    const client = await named.clientOf(WIDGETS);
    await new IssueLabels(client.repository(WIDGETS), 1).list();
    await named.close();
    expect(requestLines(simulator)).to.deep.equal([MINT, LIST]);
  });

  it('mints a token anew before the last one ends, by GitHub’s clock', async () => {
    simulated.clockAheadMs = -1_800_000;
    simulated.tokenLivesMs = 80_000;
    await list();
    await list();
    expect(installation.minted).to.have.lengthOf(2);
    simulated.tokenLivesMs = 120_000;
    await list();
    await list();
    expect(installation.minted).to.have.lengthOf(3);
  });

  it('mints a token again once where GitHub takes the old one no more, and says nothing of it to the gate', async () => {
    await list();
    installation.revokeTokens();
    told = [];
    await list();
    expect(simulator.requests.slice(3).map(({ status }) => status)).to.deep.equal([401, 201, 200]);
    expect(told).to.deep.equal(['installation:5: none', 'installation:5: fine', 'installation:5: fine']);
  });

  it('gives up on the account where the new token is refused too', async () => {
    await list();
    const body = { message: 'Bad credentials' };
    simulator.failNext({ path: /labels$/, how: 'answer', status: 401, body, times: 4 });
    told = [];
    expect((await refused()).fault).to.include({ kind: 'unauthorized', reason: '401 Bad credentials' });
    expect(installation.minted).to.have.lengthOf(2);
    expect(told.at(-1)).to.equal('installation:5: unauthorized');
    expect(told.filter((line) => line.endsWith('unauthorized'))).to.have.lengthOf(1);
    await list();
    expect(installation.minted, 'the token that was minted last is good').to.have.lengthOf(2);
  });

  it('waits for an installation that is suspended, and for no other one', async () => {
    simulated.install({ id: 6, repositories: [GEARS.name] });
    installation.suspendedAt = '2026-11-01T00:00:00Z';
    expect((await refused()).fault).to.include({ kind: 'unauthorized' });
    await list(GEARS);
    expect(told.filter((line) => !line.endsWith('fine'))).to.deep.equal(['installation:5: unauthorized']);
    installation.suspendedAt = null;
    await list();
  });

  it('says so where it is not installed, and finds the installation that comes later', async () => {
    expect((await refused(GEARS)).fault).to.include({ kind: 'missing' });
    simulated.install({ id: 6, repositories: [GEARS.name] });
    await list(GEARS);
  });

  it('looks for its installation anew where the one that it knew is gone', async () => {
    await list();
    simulated.uninstall(5);
    simulated.install({ id: 6, repositories: [WIDGETS.name] });
    expect((await refused()).fault).to.include({ kind: 'missing' });
    await list();
    expect(requestLines(simulator).at(-2)).to.equal('POST /app/installations/6/access_tokens');
  });

  it('signs by GitHub’s clock where this machine’s is ahead of it', async () => {
    simulated.clockAheadMs = -120_000;
    await list();
    expect(simulator.requests.slice(0, 2).map(({ status }) => status)).to.deep.equal([401, 200]);
  });

  it('whose key GitHub does not know is told so for the App, and mints nothing', async () => {
    await app.close();
    app = openApp(foreignKey().pkcs8);
    expect((await refused()).fault).to.include({ kind: 'unauthorized', reason: '401 Bad credentials' });
    expect(told).to.deep.equal([`app:${APP_ID}: unauthorized`]);
    expect(requestLines(simulator)).to.deep.equal([FIND]);
  });

  it('that may only read is refused, which a token of this minute need not be for good', async () => {
    installation.permissions = { issues: 'read', metadata: 'read' };
    const labels = new IssueLabels((await app.clientOf(WIDGETS)).repository(WIDGETS), 1);
    const error = await labels.add(['processing']).catch((thrown: unknown) => thrown);
    expect(error).to.have.nested.property('fault.kind', 'permanent');
    expect(error).to.have.nested.property('fault.retryAfterMs').that.is.within(2_000, 60_000);
  });

  it('shows neither key nor token in an error', async () => {
    await list();
    const token = installation.minted[0] ?? expect.fail('nothing was minted');
    const proof = 'eyJhbGciOiJSUzI1NiJ9.eyJpYXQiOjF9.c2lnbmVk';
    const echo = { message: `bad header: authorization: token ${token}` };
    simulator.failNext({ path: /labels$/, how: 'answer', status: 400, body: echo });
    const ofInstallation = await refused();
    simulator.failNext({
      path: /gears\/installation$/,
      how: 'answer',
      status: 400,
      body: { message: `Bearer ${proof}` },
    });
    const ofApp = await refused(GEARS);
    for (const error of [ofInstallation, ofApp]) {
      const shown = inspect(error, { depth: 20, showHidden: true });
      for (const secret of [token, proof, 'PRIVATE KEY']) expect(shown).to.not.include(secret);
      expect(error.message).to.include('[token]');
    }
  });
});
