/** What `mirin doctor` says of each project's account at a (simulated) GitHub, to which it writes nothing. */

import { expect } from 'chai';
import { loadSettings } from '../../src/configuration/load-settings.ts';
import { diagnoseGitHub } from '../../src/health/diagnose-github.ts';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedApp } from '../../src/simulator/simulated-app.ts';
import { appKey } from '../github/app-key.ts';
import { startHonestGitHub } from '../github/honest-github.ts';
import { requestLines } from '../github/simulated-github.ts';

const APP_ID = 77;

describe('a look at GitHub', () => {
  let simulator: GitHubSimulator;
  let app: SimulatedApp;

  beforeEach(async () => {
    simulator = await startHonestGitHub();
    for (const name of ['acme/widgets', 'acme/gears', 'acme/cogs']) simulator.repo(name);
    app = simulator.addApp({ id: APP_ID, publicKey: appKey().publicKey });
  });
  afterEach(() => simulator.stop());

  /** `STATE DETAIL` of each finding; the simulator's address is left out. */
  async function findings(projects: string, flags: Record<string, string>): Promise<string[]> {
    const { settings } = loadSettings({
      flags: { projects, githubApiUrl: simulator.url, ...flags },
      env: {},
      cwd: '/',
    });
    const found = await diagnoseGitHub(settings);
    for (const { state, advice } of found) expect(advice !== undefined, state).to.equal(state !== 'ok');
    return found.map(({ state, detail }) => `${state} ${detail.replace(` at ${simulator.url}`, '')}`);
  }

  const asApp = { githubAppId: String(APP_ID), githubAppPrivateKey: appKey().pkcs8 };

  it('tells what a token may do, of each project by itself', async () => {
    expect(await findings('acme/widgets,acme/none', { githubToken: simulator.token })).to.deep.equal([
      'ok acme/widgets: may read, label, comment and create labels, as bearer of a token',
      'failed acme/none: GitHub refused GET /repos/acme/none: 404 Not Found',
    ]);
    expect(requestLines(simulator)).to.have.members(['GET /repos/acme/widgets', 'GET /repos/acme/none']);
  });

  it('tells what each installation of an App may do, and asks none that is suspended for a token', async () => {
    app.install({ id: 5, repositories: ['acme/widgets'] });
    app.install({ id: 6, repositories: ['acme/gears'], permissions: { issues: 'read', metadata: 'read' } });
    const suspended = app.install({ id: 7, repositories: ['acme/cogs'] });
    suspended.suspendedAt = '2026-11-01T00:00:00Z';
    expect(await findings('acme/widgets,acme/gears,acme/cogs,acme/none', asApp)).to.deep.equal([
      'ok acme/widgets: may read, label, comment and create labels, as App 77',
      'ok acme/gears: may read, as App 77',
      'failed acme/gears: may not label, comment or create labels: the App\'s permission for issues is "read"',
      'failed acme/cogs: may not read, label, comment or create labels: the installation has been suspended since 2026-11-01T00:00:00Z',
      'failed acme/none: GitHub refused GET /repos/acme/none/installation: 404 Not Found',
    ]);
    const writes = requestLines(simulator).filter((line) => !line.startsWith('GET '));
    expect(writes).to.deep.equal(['POST /app/installations/5/access_tokens']);
  });

  it('tells what an account lacks, and which project has none', async () => {
    expect(await findings('acme/widgets', {})).to.deep.equal([
      'warning acme/widgets: no token and no App: labels wait',
    ]);
    expect(await findings('acme/widgets', { githubAppId: '77' })).to.deep.equal([
      'failed invalid configuration: githubAppPrivateKeyFile: expected the private key of githubAppId, or githubAppPrivateKey, got nothing',
    ]);
    expect(simulator.requests).to.deep.equal([]);
  });
});
