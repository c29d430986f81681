/** Deliveries of webhooks to the board: what is refused and how, what is taken, and that each counts once. */

import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import type { Fence, ProcessId } from '../../queues/values.ts';
import { MAX_REFUSED } from '../../bull-board/webhook-limit.ts';
import { RedisUnavailableError } from '../../src/errors.ts';
import { send, stopBoards, testBoard, type Reply, type TestBoard, type TestBoardOptions } from '../support/board.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { waitFor } from '../support/wait-for.ts';
import { allExamples, deliver, examplePayload, labelPayload, WEBHOOK_SECRET } from '../support/webhooks.ts';

const ISSUE = 7;
const PATH = '/webhooks/github';

const answerOf = ({ body }: Reply): Record<string, unknown> => JSON.parse(body) as Record<string, unknown>;

describe('the receiver of webhooks', () => {
  let board: TestBoard;
  let redis: Redis;
  let driven: DrivenProject;
  let holder: ProcessId;
  let fence: Fence;

  const open = (options: TestBoardOptions = {}): Promise<TestBoard> =>
    testBoard({ ...options, settings: { webhookSecret: WEBHOOK_SECRET, ...options.settings } });

  beforeEach(async () => {
    board = await open();
    redis = new Redis((await sharedRedis()).url);
    driven = new DrivenProject(redis, board.project);
    holder = await driven.register();
    fence = await driven.take(ISSUE, holder);
    await redis.zrem(driven.store.keys.own.labels_dirty, ISSUE);
    await redis.set(driven.store.keys.own.labels_served, 'a worker', 'PX', 60_000);
  });
  afterEach(async () => {
    await stopBoards();
    redis.disconnect();
  });

  const isDirty = async (): Promise<boolean> =>
    (await redis.zscore(driven.store.keys.own.labels_dirty, ISSUE)) !== null;
  const passes = async (): Promise<unknown[]> => {
    const jobs = await board.queues.labels.getWaiting();
    return jobs.map((job) => job.data as { project: string }).filter(({ project }) => project === board.project);
  };
  const untilPass = () =>
    waitFor('the pass to be asked for', async () => {
      const found = await passes();
      return found.length > 0 && found;
    });
  const removal = (name = 'processing') => labelPayload('unlabeled', board.project, ISSUE, name);
  const addition = (name: string) => labelPayload('labeled', board.project, ISSUE, name);

  describe('takes', () => {
    it('a removed owned label as a reason for one pass', async () => {
      const reply = await deliver(board, { payload: removal() });
      expect(reply.status).to.equal(202);
      expect(answerOf(reply)).to.deep.equal({ outcome: 'marked', project: board.project, issue: ISSUE });
      expect(await isDirty()).to.equal(true);
      const pass = { v: 1, kind: 'label-sync', project: board.project, issue: ISSUE };
      expect(await untilPass()).to.deep.equal([pass]);
    });

    it('a label of operators as a question who set it, whoever the payload says that was', async () => {
      const reply = await deliver(board, { payload: addition('Mirin:Hold') });
      expect(answerOf(reply)).to.deep.equal({ outcome: 'asked', project: board.project, issue: ISSUE });
      expect(await redis.zscore(driven.store.keys.own.labels_asked, ISSUE)).not.to.equal(null);
      expect(await untilPass()).to.deep.equal([{ v: 1, kind: 'operator-label', project: board.project, issue: ISSUE }]);
      expect(await isDirty()).to.equal(false);
    });

    it('an owned label that somebody added, whatever its case, and one that the payload does not name', async () => {
      expect(answerOf(await deliver(board, { payload: addition('COMPLETED') }))).to.include({ outcome: 'marked' });
      const nameless = { ...removal(), label: undefined };
      expect(answerOf(await deliver(board, { payload: nameless }))).to.include({ outcome: 'marked' });
    });

    for (const action of ['reopened', 'opened', 'edited']) {
      it(`the labels that an issue bears when it is ${action}`, async () => {
        const payload = (labels: string[]) =>
          examplePayload('issues', action, board.project, {
            issue: { number: ISSUE, labels: labels.map((name) => ({ name })) },
          });
        const agreeing = await deliver(board, { payload: payload(['bug', 'Processing']) });
        expect(answerOf(agreeing)).to.include({ outcome: 'ignored' });
        expect(await isDirty()).to.equal(false);
        expect(answerOf(await deliver(board, { payload: payload(['bug']) }))).to.include({ outcome: 'marked' });
      });
    }

    for (const action of ['transferred', 'deleted']) {
      it(`an issue that was ${action} as a reason to ask GitHub`, async () => {
        const payload = examplePayload('issues', action, board.project, { issue: { number: ISSUE } });
        expect(answerOf(await deliver(board, { payload }))).to.include({ outcome: 'marked' });
      });
    }

    it('the project in whatever case, and under the names that a tunnel or a proxy gives the board', async () => {
      const payload = labelPayload('unlabeled', board.project.toUpperCase(), ISSUE, 'processing');
      const reply = await deliver(board, { payload, headers: { host: 'mirin.example' } });
      expect(answerOf(reply)).to.include({ outcome: 'marked', project: board.project });
    });
  });

  describe('takes word of a whole project', () => {
    const tell = async (event: string, action: string, over: Record<string, unknown> = {}, id?: string) => {
      const payload = examplePayload(event, action, board.project, over);
      return answerOf(await deliver(board, { event, payload, ...(id !== undefined && { id }) }));
    };
    const wanted = () => redis.hget(driven.store.keys.own.labels_sweep, 'wanted');

    it('that an owned label was deleted or renamed as a reason to compare all issues, once', async () => {
      const label = { name: 'Processing' };
      expect(await tell('label', 'deleted', { label }, 'd-1')).to.include({ outcome: 'rechecked' });
      expect(await tell('label', 'deleted', { label }, 'd-1')).to.include({ outcome: 'repeated' });
      const renamed = { label: { name: 'in work' }, changes: { name: { from: 'processing' } } };
      expect(await tell('label', 'edited', renamed)).to.include({ outcome: 'rechecked' });
      expect(await wanted()).to.equal('2');
      expect(await untilPass()).to.deep.equal([{ v: 1, kind: 'project-sweep', project: board.project }]);
    });

    it('that another label, or only a colour, was changed as none of its business', async () => {
      expect(await tell('label', 'deleted', { label: { name: 'bug' } })).to.include({ outcome: 'ignored' });
      const recoloured = { label: { name: 'processing' }, changes: { color: { from: 'cccccc' } } };
      expect(await tell('label', 'edited', recoloured)).to.include({ outcome: 'ignored' });
      expect(await wanted()).to.equal(null);
    });

    it('that an App may work again as a reason to compare the issues of all projects', async () => {
      const over = { repository: undefined };
      expect(await tell('installation', 'unsuspend', over)).to.deep.include({
        outcome: 'rechecked',
        projects: [board.project],
      });
      expect(await wanted()).to.equal('1');
    });

    it('that it was renamed or given away as something for an operator', async () => {
      for (const action of ['renamed', 'transferred']) {
        expect(await tell('repository', action)).to.include({ outcome: 'told' });
      }
      expect(board.logged('github.changed')).to.have.lengthOf(2);
      expect(await wanted()).to.equal(null);
    });
  });

  describe('lets pass without effect', () => {
    const without = async (payload: unknown, event = 'issues'): Promise<Record<string, unknown>> => {
      const reply = await deliver(board, { payload, event });
      expect(reply.status).to.equal(202);
      expect(await isDirty(), 'the mark').to.equal(false);
      expect(await passes()).to.deep.equal([]);
      return answerOf(reply);
    };

    it("what Mirin's own writes lead to", async () => {
      await driven.handBack(ISSUE, holder, fence, 'completed');
      await redis.zrem(driven.store.keys.own.labels_dirty, ISSUE);
      for (const payload of [addition('completed'), removal('processing')]) {
        expect(await without(payload)).to.include({ reason: 'the labels agree with the state' });
      }
    });

    it('labels that are not owned', async () => {
      expect(await without(addition('bug'))).to.include({ outcome: 'ignored' });
      expect(await without(removal('mirin-processing'))).to.include({ outcome: 'ignored' });
    });

    it('an issue that was never checked out, and leaves its labels alone', async () => {
      const payload = labelPayload('labeled', board.project, 4711, 'processing');
      expect(await without(payload)).to.include({ reason: 'the issue was never checked out' });
    });

    it('a repository that is no project, also one of the same name on another host', async () => {
      const reason = 'the repository is no project of this board';
      expect(await without(labelPayload('unlabeled', 'acme/unknown', ISSUE, 'processing'))).to.include({ reason });
      const full_name = board.project;
      const elsewhere = { ...removal(), repository: { full_name, html_url: `https://ghe.example.com/${full_name}` } };
      expect(await without(elsewhere)).to.include({ reason });
    });

    it('every example payload of GitHub, whatever its event', async () => {
      for (const { event, payload } of allExamples()) {
        const reply = await deliver(board, { event, payload });
        expect(reply.status, `${event} ${String(payload.action)}`).to.equal(202);
        const { outcome } = answerOf(reply);
        const isOfAll = /^installation/.test(event);
        expect(outcome, event).to.be.oneOf(isOfAll ? ['rechecked', 'told', 'ignored'] : ['ignored']);
      }
      await board.queues.labels.obliterate({ force: true });
      expect(await passes()).to.deep.equal([]);
    });
  });

  describe('counts each delivery once', () => {
    it('though it comes again later, when its word has become true again', async () => {
      const id = 'b4ac1d2e-0000-11f0-8000-000000000001';
      expect(answerOf(await deliver(board, { id, payload: removal() }))).to.include({ outcome: 'marked' });
      await untilPass();
      await board.queues.labels.obliterate({ force: true });
      await redis.zrem(driven.store.keys.own.labels_dirty, ISSUE);
      const again = await deliver(board, { id, payload: removal() });
      expect(again.status).to.equal(202);
      expect(answerOf(again)).to.include({ outcome: 'repeated' });
      expect(await isDirty()).to.equal(false);
      expect(await passes()).to.deep.equal([]);
    });

    it('though it comes fifty times at once', async () => {
      const replies = await Promise.all(
        Array.from({ length: 50 }, () => deliver(board, { id: 'same-for-all', payload: removal() })),
      );
      const outcomes = replies.map((reply) => answerOf(reply)['outcome']);
      expect(outcomes.filter((outcome) => outcome === 'marked')).to.have.lengthOf(1);
      expect(outcomes.filter((outcome) => outcome === 'repeated')).to.have.lengthOf(49);
    });

    it('and remembers it for a day', async () => {
      await deliver(board, { id: 'remembered', payload: removal() });
      const ttlMs = await redis.pttl(driven.store.keys.delivery('remembered'));
      expect(ttlMs).to.be.within(86_000_000, 86_400_000);
    });
  });

  describe('refuses', () => {
    const signed = 'x-hub-signature-256';

    const refused = async (reply: Reply, status: number, title: RegExp): Promise<void> => {
      expect(reply.status).to.equal(status);
      expect(answerOf(reply)['error']).to.match(title);
      expect(await isDirty(), 'the mark').to.equal(false);
    };

    const badSignatures: Record<string, Record<string, string>> = {
      none: { [signed]: '' },
      'one of another body': { [signed]: `sha256=${'0'.repeat(64)}` },
      'one that is no signature': { [signed]: 'sha256=' },
      'one by SHA-1': { [signed]: '', 'x-hub-signature': `sha1=${'0'.repeat(40)}` },
    };
    for (const [what, headers] of Object.entries(badSignatures)) {
      it(`a delivery with ${what} for a signature`, async () => {
        await refused(await deliver(board, { payload: removal(), headers }), 401, /signature/);
      });
    }

    it('a delivery that was signed with another secret, and notes nothing of it', async () => {
      await refused(
        await deliver(board, { id: 'd-1', payload: removal(), secret: 'not the secret' }),
        401,
        /signature/,
      );
      expect(await redis.exists(driven.store.keys.delivery('d-1'))).to.equal(0);
      expect(answerOf(await deliver(board, { id: 'd-1', payload: removal() }))).to.include({ outcome: 'marked' });
    });

    it('other types than JSON, and encoded bodies', async () => {
      for (const type of ['application/x-www-form-urlencoded', 'text/plain', '']) {
        await refused(await deliver(board, { payload: removal(), headers: { 'content-type': type } }), 415, /JSON/);
      }
      const headers = { 'content-encoding': 'gzip' };
      const body = gzipSync('{}').toString('latin1');
      await refused(await deliver(board, { payload: {}, body, headers }), 415, /JSON/);
    });

    it('a body of more than 2 MB, whether it says so or not', async () => {
      const body = JSON.stringify({ ...removal(), padding: 'x'.repeat(3_000_000) });
      await refused(await deliver(board, { payload: {}, body }), 413, /too large/);
      const chunked = await deliver(board, { payload: {}, body, headers: { 'transfer-encoding': 'chunked' } });
      await refused(chunked, 413, /too large/);
    });

    const badNames: Record<string, Record<string, string>> = {
      'no id': { 'x-github-delivery': '' },
      'an id that is none': { 'x-github-delivery': 'a b' },
      'a very long id': { 'x-github-delivery': 'a'.repeat(1_000) },
      'no event': { 'x-github-event': '' },
      'an event that is none': { 'x-github-event': '../x' },
    };
    for (const [what, headers] of Object.entries(badNames)) {
      it(`a delivery with ${what}`, async () => {
        await refused(await deliver(board, { payload: removal(), headers }), 400, /no delivery/);
      });
    }

    const badBodies = ['{', 'null', '[]', '"x"', '{"issue":{"number":"7"}}', '{"issue":{"number":-1}}', '\u0000'];
    for (const body of badBodies) {
      it(`what is signed but no payload: ${JSON.stringify(body)}`, async () => {
        await refused(await deliver(board, { payload: {}, body }), 400, /can not be read/);
      });
    }

    it('an empty body', async () => {
      const headers = { [signed]: `sha256=${'0'.repeat(64)}` };
      await refused(await deliver(board, { payload: {}, body: '', headers }), 401, /signature/);
    });

    it('other methods', async () => {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const reply = await send(board, method, PATH);
        expect(reply.status).to.equal(405);
        expect(reply.headers.allow).to.equal('POST');
      }
    });

    it('whatever an address sends that has sent too much amiss, and goes on taking until then', async () => {
      const wrong = () => deliver(board, { payload: removal(), secret: 'not the secret' });
      for (let sent = 0; sent < MAX_REFUSED; sent += 1) expect((await wrong()).status).to.equal(401);
      expect((await wrong()).status).to.equal(429);
      await refused(await deliver(board, { payload: removal() }), 429, /Too many/);
      expect(board.logged('webhook.refused')).to.have.lengthOf(MAX_REFUSED);
    });

    it('no good delivery, however many come at once', async () => {
      const count = MAX_REFUSED + 50;
      const replies = await Promise.all(
        Array.from({ length: count }, () => deliver(board, { payload: addition('bug') })),
      );
      expect(new Set(replies.map(({ status }) => status))).to.deep.equal(new Set([202]));
    });
  });

  it('answers 404 without a secret, and says so at the start', async () => {
    const bare = await open({ settings: { webhookSecret: undefined } });
    expect((await deliver(bare, { payload: removal() })).status).to.equal(404);
    expect(bare.logged('webhook.disabled')).to.have.lengthOf(1);
    expect(bare.webhookUrl).to.equal(undefined);
    expect(board.logged('webhook.disabled')).to.deep.equal([]);
    expect(board.webhookUrl).to.equal(`${board.url}${PATH}`);
  });

  it('answers before the work begins', async () => {
    let begin = (): void => undefined;
    const isBegun = new Promise<void>((resolve) => (begin = resolve));
    const never = new Promise<void>(() => undefined);
    const desk = {
      take: () => Promise.resolve({ outcome: 'marked' } as const),
      follow: () => (begin(), never),
    };
    const slow = await open({ desk });
    expect((await deliver(slow, { payload: removal() })).status).to.equal(202);
    await isBegun;
  });

  it('answers 503 where the delivery could not be noted, and goes on', async () => {
    const fault = new RedisUnavailableError('Redis is away', undefined);
    const away = await open({ desk: { take: () => Promise.reject(fault), follow: () => Promise.resolve() } });
    const reply = await deliver(away, { payload: removal() });
    expect(reply.status).to.equal(503);
    expect(reply.body).not.to.include('Redis is away');
    expect(away.logged('webhook.failed')).to.have.lengthOf(1);
    expect((await send(away, 'GET', '/healthz')).status).to.equal(200);
  });

  it('never shows the secret', async () => {
    const replies = [
      await deliver(board, { payload: removal() }),
      await deliver(board, { payload: removal(), secret: 'not the secret' }),
      await deliver(board, { payload: {}, body: '{' }),
    ];
    expect(JSON.stringify(replies)).not.to.include(WEBHOOK_SECRET);
    expect(JSON.stringify(board.logged('webhook.refused'))).not.to.include(WEBHOOK_SECRET);
  });
});
