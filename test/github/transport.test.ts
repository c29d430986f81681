/** How requests leave for GitHub: with which headers, on how many sockets, and with the token kept secret. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { GitHubError } from '../../src/github/errors.ts';
import { GitHubClient } from '../../src/github/github-client.ts';
import { tokenIdentity } from '../../src/github/identity.ts';
import { IssueLabels } from '../../src/github/issue-labels.ts';
import { startGitHubSimulator } from '../../src/simulator/github-simulator.ts';
import { WIDGETS } from './simulated-github.ts';

const TOKEN = 'secret-token-3f9';

describe('requests to GitHub', () => {
  let server: Server;
  let client: GitHubClient;
  let labels: IssueLabels;
  const received: IncomingMessage[] = [];
  let answer: { status: number; body: string; headers?: Record<string, string> };

  beforeEach(async () => {
    received.length = 0;
    answer = { status: 200, body: '[]' };
    server = createServer((request, response) => {
      received.push(request);
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    client = new GitHubClient({ apiUrl: `http://127.0.0.1:${port}/api/v3/`, identity: tokenIdentity(TOKEN) });
    labels = new IssueLabels(client.repository(WIDGETS), 1);
  });

  afterEach(async () => {
    await client.close();
    server.close();
    server.closeAllConnections();
  });

  it('go below the base URL, with token, API version and user agent', async () => {
    await labels.list();
    const { url, headers } = received[0]!;
    expect(url).to.equal('/api/v3/repos/acme/widgets/issues/1/labels?per_page=100&page=1');
    expect(headers.authorization).to.equal(`token ${TOKEN}`);
    expect(headers['x-github-api-version']).to.equal('2022-11-28');
    expect(headers['user-agent']).to.match(/^mirin /);
  });

  it('use few sockets, however many are sent at once', async () => {
    let sockets = 0;
    server.on('connection', () => (sockets += 1));
    await Promise.all(Array.from({ length: 40 }, () => labels.list()));
    expect(received).to.have.length(40);
    expect(sockets).to.be.within(1, 4);
  });

  it('show the token in no error, also where an answer echoes it', async () => {
    answer = { status: 400, body: JSON.stringify({ message: `bad header: authorization: token ${TOKEN}` }) };
    const refused = await labels.list().catch((error: unknown) => error);
    server.closeAllConnections();
    server.close();
    const unavailable = await labels.list().catch((error: unknown) => error);
    for (const error of [refused, unavailable]) {
      expect(error).to.be.instanceOf(GitHubError);
      expect(inspect(error, { depth: 20, showHidden: true })).to.not.include(TOKEN);
    }
    expect((refused as Error).message).to.include('[token]');
  });

  it('never take the token to another origin', async () => {
    const elsewhere = await startGitHubSimulator({ token: TOKEN });
    elsewhere.repo('acme/widgets').createIssue({ number: 1 });
    answer = { status: 301, body: '{}', headers: { location: `${elsewhere.url}/repos/acme/widgets` } };
    const repository = client.repository(WIDGETS);
    const read = await new IssueLabels(repository, 1).list().catch((error: unknown) => error);
    const moved = await repository.relocate().catch((error: unknown) => error);
    await elsewhere.stop();
    expect(elsewhere.requests).to.deep.equal([]);
    expect(read).to.have.nested.property('fault.kind', 'moved');
    expect(moved).to.have.nested.property('fault.kind', 'permanent');
    expect(moved).to.have.property('message').that.includes('another origin');
  });

  it('read no more pages than a list can have, whatever the answer promises', async () => {
    answer = { status: 200, body: '[]', headers: { link: '<http://example.test/?page=2>; rel="next"' } };
    expect(await labels.list()).to.deep.equal([]);
    expect(received).to.have.length(50);
  });
});
