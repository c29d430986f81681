/** The simulator keeps to GitHub's rules for Apps: who may ask what, how a proof is signed, and how long a token lives. */

import { sign } from 'node:crypto';
import { expect } from 'chai';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedApp } from '../../src/simulator/simulated-app.ts';
import type { SimulatedInstallation } from '../../src/simulator/simulated-installation.ts';
import { appKey, foreignKey } from '../github/app-key.ts';
import { startHonestGitHub } from '../github/honest-github.ts';
import { type Answered, send } from './simulator-requests.ts';

const MINT = 'POST /app/installations/5/access_tokens';
const FIND = 'GET /repos/acme/widgets/installation';
const LABELS = '/repos/acme/widgets/issues/1/labels';

describe('an App of the GitHub simulator', () => {
  let simulator: GitHubSimulator;
  let app: SimulatedApp;
  let installation: SimulatedInstallation;

  beforeEach(async () => {
    simulator = await startHonestGitHub();
    simulator.repo('acme/widgets').createIssue({ number: 1 });
    app = simulator.addApp({ id: 77, publicKey: appKey().publicKey });
    installation = app.install({ id: 5, repositories: ['acme/widgets'] });
  });
  afterEach(() => simulator.stop());

  /** `iat` and `exp` in s from now. */
  function proof({ iat = -30, exp = 500, iss = '77', key = appKey().pkcs8 } = {}): string {
    const nowS = Math.floor(Date.now() / 1000);
    const claims = { iat: nowS + iat, exp: nowS + exp, iss };
    const [header, payload] = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    return `${header}.${payload}.${sign('RSA-SHA256', Buffer.from(`${header}.${payload}`), key).toString('base64url')}`;
  }

  const ask = (line: string, token: string, body?: object): Promise<Answered> =>
    send(simulator, line, body, { authorization: `Bearer ${token}` });

  const told = ({ status, body }: Answered): string => `${status} ${(body as { message?: string }).message ?? ''}`;

  it('is let in by what it signed for now, and by nothing else', async () => {
    expect((await ask(FIND, proof())).body).to.deep.include({ id: 5, app_id: 77, suspended_at: null });
    expect(told(await ask(FIND, proof({ key: foreignKey().pkcs8 })))).to.equal('401 Bad credentials');
    expect(told(await ask(FIND, proof({ iss: '78' })))).to.equal('401 Bad credentials');
    expect(told(await ask(FIND, proof({ iat: 60 })))).to.match(/^401 'Issued at' claim/);
    expect(told(await ask(FIND, proof({ exp: -1 })))).to.match(/^401 'Expiration time' claim .* must be/);
    expect(told(await ask(FIND, proof({ exp: 700 })))).to.match(/^401 'Expiration time' claim .* too far/);
    expect(told(await ask(`GET ${LABELS}`, proof()))).to.equal('403 Resource not accessible by integration');
  });

  it('mints tokens that end, each for what its installation may do', async () => {
    const { status, body } = await ask(MINT, proof());
    expect(status).to.equal(201);
    const { token } = body as { token: string };
    expect((await ask(`POST ${LABELS}`, token, { labels: ['bug'] })).status).to.equal(200);
    installation.permissions = { issues: 'read' };
    const refused = await ask(`POST ${LABELS}`, token, { labels: ['bug'] });
    expect(told(refused)).to.equal('403 Resource not accessible by integration');
    installation.revokeTokens();
    expect(told(await ask(`GET ${LABELS}`, token))).to.equal('401 Bad credentials');
    app.tokenLivesMs = 0;
    const { token: ended } = (await ask(MINT, proof())).body as { token: string };
    expect((await ask(`GET ${LABELS}`, ended)).status).to.equal(401);
  });

  it('has nothing of an installation that is suspended or gone', async () => {
    installation.suspendedAt = '2026-11-01T00:00:00Z';
    expect(told(await ask(MINT, proof()))).to.equal('403 This installation has been suspended');
    app.uninstall(5);
    expect((await ask(MINT, proof())).status).to.equal(404);
    expect((await ask(FIND, proof())).status).to.equal(404);
  });
});
