/** Tests of checkout, heartbeat and checkin from a shell, with a real worker. */

import path from 'node:path';
import { expect } from 'chai';
import { Mirin } from '../../src/client/mirin.ts';
import { listProcesses } from '../../src/store/list-processes.ts';
import { getIssue } from '../../src/store/read-issue.ts';
import { getProcess } from '../../src/store/read-process.ts';
import { type ServedProject, serveProject } from '../support/served-project.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { mirin, mirinJson } from './mirin-command.ts';

describe('a lease that a shell takes', () => {
  let served: ServedProject;
  let env: NodeJS.ProcessEnv;
  let issue = 0;

  before(async () => {
    served = await serveProject();
    env = { ...served.env, MIRIN_REQUEST_TIMEOUT_MS: '20s' };
  });
  beforeEach(() => {
    issue += 1;
  });
  after(() => served.stop());

  const json = (...args: string[]) => mirinJson(args, { env });
  const take = async (...options: string[]) => (await json('checkout', String(issue), '--ttl', '10m', ...options)).json;

  it('lasts for its ttl, belongs to no living program, and is refused to others with exit code 75', async () => {
    const taken = await json('checkout', String(issue), '--process', 'night-shift', '--ttl', '30m', '--type', 'docs');
    expect(taken.code).to.equal(0);
    const { fence, processId, expiresAt, expiresAtMs, ...rest } = taken.json;
    expect(rest).to.deep.equal({ outcome: 'granted', issue, ttlMs: 1_800_000, attempt: 1 });
    expect(fence).to.match(/^[1-9]\d{0,15}$/);
    expect(expiresAt).to.equal(new Date(expiresAtMs as number).toISOString());
    const record = await getIssue(served.store, issue);
    expect(record).to.include({ status: 'processing', fence, processId, taskType: 'docs', expiresAtMs });
    expect(await getProcess(served.store, processId as string)).to.include({
      name: 'night-shift',
      liveness: 'ttl',
      kind: 'shell',
      status: 'alive',
    });

    const [refused, quiet] = await Promise.all([
      json('checkout', String(issue)),
      mirin(['checkout', String(issue), '--quiet'], { env }),
    ]);
    expect(refused.code).to.equal(75);
    expect(refused.json).to.include({ outcome: 'held', holder: processId, issue, yours: false, expired: false });
    expect(quiet).to.deep.include({ code: 75, stdout: '' });
    expect(quiet.stderr).to.include(`#${issue} is held by ${String(processId)}`);
  });

  it('prints its fence alone with --quiet, is renewed by it, and ends with a checkin that may be said again', async () => {
    const { code, stdout, stderr } = await mirin(['checkout', String(issue), '--quiet', '--ttl', '10m'], { env });
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const fence = stdout.trimEnd();
    expect(stdout).to.match(/^\d+\n$/);

    const renewed = await json('heartbeat', String(issue), '--fence', fence, '--ttl', '2h');
    expect(renewed).to.deep.include({ code: 0 });
    const held = await getIssue(served.store, issue);
    expect(renewed.json).to.deep.include({ outcome: 'renewed', issue, fence, ttlMs: 7_200_000 });
    expect(renewed.json['expiresAtMs']).to.equal(held?.expiresAtMs);

    const done = [
      'checkin',
      String(issue),
      '--fence',
      fence,
      '--status',
      'completed',
      '--result',
      '[12345678901234567890]',
    ];
    expect((await json(...done)).json).to.deep.equal({ outcome: 'committed', version: 2, issue, fence });
    expect(await served.store.redis.hget(served.store.keys.issue(issue).issue, 'result')).to.equal(
      '[12345678901234567890]',
    );
    expect((await getProcess(served.store, held?.processId ?? ''))?.status).to.equal('ended');

    const [again, lost, refused] = await Promise.all([
      json(...done),
      json('heartbeat', String(issue), '--fence', fence),
      json('checkout', String(issue)),
    ]);
    expect(again).to.deep.equal({ code: 0, json: { outcome: 'already', status: 'completed', issue, fence } });
    expect(lost).to.deep.equal({ code: 1, json: { outcome: 'lost', issue, fence } });
    expect(refused).to.deep.equal({ code: 1, json: { outcome: 'completed', issue } });
  });

  it('changes nothing once it is superseded, and a fence that was never given changes nothing either', async () => {
    const { fence } = await take();
    await mirin(['release', String(issue), '--reason', 'a test'], { env });
    const { fence: next } = await take('--reopen', '--priority', 'high', '--timeout', '20s');
    const checkin = (of: unknown) => json('checkin', String(issue), '--fence', String(of), '--status', 'error');
    const [superseded, neverGiven] = await Promise.all([checkin(fence), checkin('9999999999999999')]);
    expect(superseded).to.deep.equal({ code: 1, json: { outcome: 'superseded', issue, fence } });
    expect(neverGiven).to.deep.equal({ code: 1, json: { outcome: 'not-held', issue, fence: '9999999999999999' } });
    expect(await getIssue(served.store, issue)).to.include({ status: 'processing', fence: next });
  });

  it('takes the result of its checkin from a file and the metadata from standard input', async () => {
    const { fence } = await take();
    const file = path.join(tempFolder({ 'result.json': { pr: 45 } }), 'result.json');
    const options = ['--fence', String(fence), '--status', 'awaiting-response'];
    const { code, stdout } = await mirin(
      ['checkin', String(issue), ...options, '--result', `@${file}`, '--metadata', '-'],
      { env, stdin: '{"by":"a pipe"}\n' },
    );
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: `#${issue} is awaiting-response\n` });
    expect(await getIssue(served.store, issue)).to.deep.include({ result: { pr: 45 }, metadata: { by: 'a pipe' } });
  });

  it('leaves no living process behind when it is refused', async () => {
    await take();
    expect((await json('checkout', String(issue), '--process', 'latecomer')).code).to.equal(75);
    const { processes } = await listProcesses(served.store, { limit: 500 });
    expect(processes.filter(({ name }) => name === 'latecomer').map(({ status }) => status)).to.deep.equal(['ended']);
  });

  it('is not renewed by a shell where a program renews it itself', async () => {
    const client = await Mirin.connect({ project: served.project, process: 'bot', redis: served.redis.url });
    try {
      const got = await client.checkout(issue);
      const fence = got.outcome === 'granted' ? got.lease.fence : '';
      const { code, stderr } = await mirin(['heartbeat', String(issue), '--fence', fence], { env });
      expect(code).to.equal(2);
      expect(stderr).to.include(`fence: expected that of a lease taken from a shell, got one that ${client.processId}`);
    } finally {
      await client.close();
    }
  });
});
