/** Faults that the simulator shows on demand: just to the request that is meant, before or after it is carried out. */

import { expect } from 'chai';
import { startGitHubSimulator, type GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { send } from './simulator-requests.ts';

const LABELS = '/repos/acme/widgets/issues/1/labels';

describe('faults of the GitHub simulator', () => {
  let simulator: GitHubSimulator;
  let widgets: SimulatedRepository;

  beforeEach(async () => {
    simulator = await startGitHubSimulator();
    widgets = simulator.repo('acme/widgets');
    widgets.createIssue({ number: 1 });
  });
  afterEach(() => simulator.stop());

  const failure = (sending: Promise<unknown>) =>
    sending.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('answer what they are told, with no header but those that are given', async () => {
    simulator.failNext({ how: 'answer', status: 403, body: { message: 'no' }, headers: { 'retry-after': '7' } });
    const { status, body, headers } = await send(simulator, `GET ${LABELS}`);
    expect({ status, body }).to.deep.equal({ status: 403, body: { message: 'no' } });
    expect(headers.get('retry-after')).to.equal('7');
    expect(headers.has('x-ratelimit-remaining')).to.equal(false);
  });

  it('meet only the requests that fit, and only so many', async () => {
    simulator.failNext({ method: 'POST', path: /\/labels$/, how: 'answer', status: 500, times: 2 });
    expect((await send(simulator, `GET ${LABELS}`)).status).to.equal(200);
    const statuses = [];
    for (let index = 0; index < 3; index += 1) statuses.push((await send(simulator, `POST ${LABELS}`, ['a'])).status);
    expect(statuses).to.deep.equal([500, 500, 200]);
  });

  it('come before the request is carried out, or after', async () => {
    simulator.failNext({ how: 'reset' });
    expect(await failure(send(simulator, `POST ${LABELS}`, ['before']))).to.be.instanceOf(TypeError);
    expect(widgets.labelsOf(1)).to.deep.equal([]);
    simulator.failNext({ how: 'reset', after: 'commit' });
    expect(await failure(send(simulator, `POST ${LABELS}`, ['after']))).to.be.instanceOf(TypeError);
    expect(widgets.labelsOf(1)).to.deep.equal(['after']);
  });

  it('break an answer off in the middle', async () => {
    simulator.failNext({ how: 'truncate' });
    expect(await failure(send(simulator, `POST ${LABELS}`, ['a']))).to.be.instanceOf(TypeError);
    expect(widgets.labelsOf(1)).to.deep.equal(['a']);
  });

  it('show a page where JSON is expected', async () => {
    simulator.failNext({ how: 'html' });
    const { status, body } = await send(simulator, `GET ${LABELS}`);
    expect(status).to.equal(502);
    expect(body).to.match(/^<html>/);
  });

  it('leave a request hanging until the simulator stops', async () => {
    simulator.failNext({ how: 'hang' });
    const hanging = failure(send(simulator, `GET ${LABELS}`));
    await send(simulator, `GET ${LABELS}`);
    await simulator.stop();
    expect(await hanging).to.be.instanceOf(TypeError);
  });

  it('let something happen just before a request', async () => {
    simulator.beforeNext({ method: 'POST' }, () => widgets.addLabels(1, ['by a person']));
    await send(simulator, `GET ${LABELS}`);
    expect(widgets.labelsOf(1)).to.deep.equal([]);
    await send(simulator, `POST ${LABELS}`, ['by request']);
    expect(widgets.labelsOf(1)).to.deep.equal(['by a person', 'by request']);
  });

  it('stand in the log of requests like all others', async () => {
    await send(simulator, `POST ${LABELS}`, ['a']);
    simulator.failNext({ how: 'answer', status: 503 });
    await send(simulator, `GET ${LABELS}`);
    simulator.failNext({ how: 'reset' });
    await failure(send(simulator, `DELETE ${LABELS}/a`));
    expect(simulator.requests.map(({ method, path, status }) => [method, path, status])).to.deep.equal([
      ['POST', LABELS, 200],
      ['GET', LABELS, 503],
      ['DELETE', `${LABELS}/a`, null],
    ]);
    expect(simulator.requests[0]).to.have.property('body', '["a"]');
    expect(simulator.requests[0]?.at).to.be.instanceOf(Date);
  });
});
