/** What Mirin sends and what its simulator answers keeps to GitHub's own description of its API. */

import { expect } from 'chai';
import type { GitHubSimulator, SimulatedExchange } from '../../src/simulator/github-simulator.ts';
import { send } from '../simulator/simulator-requests.ts';
import { API_DESCRIPTIONS, GitHubDescription } from './github-description.ts';
import { startHonestGitHub } from './honest-github.ts';

const WIDGETS = '/repos/acme/widgets';
const ISSUE = `${WIDGETS}/issues/1`;

describe('by GitHub’s own description', () => {
  let simulator: GitHubSimulator;

  beforeEach(async () => {
    simulator = await startHonestGitHub();
    const widgets = simulator.repo('acme/widgets');
    widgets.createIssue({ number: 1, labels: ['bug'] });
    widgets.createIssue({ number: 2, isPullRequest: true });
    widgets.addComment(1, 'hello');
  });
  afterEach(() => simulator.stop().catch(() => undefined));

  it('the simulator answers every request, refusals included', async () => {
    const requests: [line: string, body?: object][] = [
      ['GET /rate_limit'],
      [`GET ${WIDGETS}`],
      [`GET ${WIDGETS}/issues?state=all&sort=updated&since=2026-01-01T00:00:00Z&per_page=100`],
      [`GET ${ISSUE}`],
      [`GET ${ISSUE}/labels?per_page=100&page=1`],
      [`POST ${ISSUE}/labels`, { labels: ['processing'] }],
      [`DELETE ${ISSUE}/labels/processing`],
      [`DELETE ${ISSUE}/labels/processing`],
      [`GET ${WIDGETS}/issues/comments?since=2026-01-01T00:00:00Z&sort=updated&direction=desc`],
      [`GET ${WIDGETS}/issues/comments/404`],
      ['GET /user'],
      [`GET ${ISSUE}/comments`],
      [`POST ${ISSUE}/comments`, { body: 'a comment' }],
      [`GET ${WIDGETS}/labels`],
      [`POST ${WIDGETS}/labels`, { name: 'new', color: 'ff0000', description: 'short' }],
      [`POST ${WIDGETS}/labels`, { name: 'NEW' }],
      [`GET ${WIDGETS}/labels/new`],
      [`GET ${WIDGETS}/issues/404/labels`],
    ];
    const statuses: number[] = [];
    for (const [line, body] of requests) statuses.push((await send(simulator, line, body)).status);
    simulator.rename('acme/widgets', 'acme/gadgets');
    statuses.push((await send(simulator, `GET ${ISSUE}`)).status);
    statuses.push((await send(simulator, `GET ${ISSUE}`, undefined, { authorization: 'Bearer wrong' })).status);
    expect(statuses).to.deep.equal([
      ...[200, 200, 200, 200, 200, 200, 200, 404, 200, 404, 200, 200, 201, 200, 201, 422, 200, 404],
      ...[301, 401],
    ]);
    await simulator.stop();
  });

  it('a request that GitHub does not know fails the test that stops the simulator', async () => {
    await send(simulator, `GET ${ISSUE}/labels?pages=1`);
    await send(simulator, `GET ${WIDGETS}/nothing`);
    await send(simulator, `PUT ${ISSUE}/labels`, { labels: [] });
    const message = await simulator.stop().then(
      () => 'nothing',
      (error: Error) => error.message,
    );
    expect(message).to.include('query pages: there is no such parameter');
    expect(message).to.include('GET /repos/acme/widgets/nothing: no such operation');
    expect(message).to.include('PUT /repos/acme/widgets/issues/1/labels: no such operation');
  });

  for (const name of API_DESCRIPTIONS) {
    describe(`of ${name}`, () => {
      const description = new GitHubDescription(name);
      const exchange = (over: Partial<SimulatedExchange>): SimulatedExchange => {
        const label = { id: 1, node_id: 'LA_1', url: 'https://example.com', name: 'bug', color: 'ff0000' };
        const body = [{ ...label, description: null, default: false }];
        const url = new URL(`https://example.com${ISSUE}/labels`);
        return { method: 'POST', url, body: '{"labels":["bug"]}', answer: { status: 200, body }, ...over };
      };

      it(`a sound exchange has no fault (${name})`, () => {
        expect(description.faultsOf(exchange({}))).to.deep.equal([]);
      });

      it(`a body and an answer of another shape are faults (${name})`, () => {
        expect(description.faultsOf(exchange({ body: '{"labels":[7]}' })).join()).to.include('body/labels/0');
        expect(description.faultsOf(exchange({ answer: { status: 200, body: [{}] } })).join()).to.include('200/0');
        expect(description.faultsOf(exchange({ answer: { status: 204 } })).join()).to.include('204: is no answer');
      });
    });
  }
});
