/** Tests of the checker: it passes a good history, and finds each way in which one can be bad, and only that. */

import { expect } from 'chai';
import type { EventRecord } from '../../src/store/event-record.ts';
import { checkHistory } from './check-history.ts';
import { keysOfNobody } from './checks/state.ts';
import type { History } from './history.ts';
import { Story } from './story.ts';
import type { Invariant } from './violation.ts';

/** A day in the life of a project: work done, work refused, a death, the work done again. */
function goodDay(): Story {
  const story = new Story();
  story.take('alice', 1);
  story.beat(1).pass(3_000).beat(1);
  story.refuse('bob', 1, ['held', story.client('alice'), '1', '2', '0', '0']);
  story.handBack(1, 'completed');
  story.refuse('bob', 1);
  story.take('bob', 2);
  story.beat(2).kill('bob').repair(2);
  story.take('alice', 2);
  story.handBack(2, 'completed');
  return story;
}

/** The events with one of them changed. */
const bent = (story: Story, type: EventRecord['type'], over: Partial<EventRecord>): EventRecord[] => {
  const index = story.events.findLastIndex((event) => event.type === type);
  return story.events.map((event, place) => (place === index ? { ...event, ...over } : event));
};

const found = (history: History): Invariant[] => checkHistory(history).map(({ invariant }) => invariant);

describe('the checker of histories', () => {
  it('has nothing to say of a good one', () => {
    expect(checkHistory(goodDay().tell())).to.deep.equal([]);
  });

  it('finds a second lease on an issue that is held', () => {
    const story = goodDay();
    story.take('alice', 3);
    story.take('carol', 3);
    expect(found(story.tell())).to.deep.equal(['one-lease']);
  });

  it('finds a fence that is not above all earlier ones', () => {
    const story = goodDay();
    story.take('alice', 3);
    const [first] = story.events;
    const fence = (BigInt(first?.fence ?? 0) - 1n).toString() as NonNullable<EventRecord['fence']>;
    const grant = story.stored['request-8'] ?? '';
    const stored = { ...story.stored, 'request-8': grant.replace(/"\d+"/, `"${fence}"`) };
    const history = story.tell({ events: bent(story, 'checkout.granted', { fence }), stored });
    const published = history.published.filter(([requestId]) => requestId !== 'request-8');
    const calls = history.calls.filter(({ requestId }) => requestId !== 'request-8');
    expect(found({ ...history, published, calls })).to.deep.equal(['rising-fences']);
  });

  it('finds a checkin that was committed under a fence that is no longer current', () => {
    const story = goodDay();
    const late = story.take('alice', 3);
    story.handBack(3, 'error');
    story.take('carol', 3);
    story.handBack(3, 'error');
    const events = bent(story, 'checkin.committed', { fence: late as NonNullable<EventRecord['fence']> });
    expect(found(story.tell({ events }))).to.deep.equal(['current-only', 'current-only']);
  });

  it('finds a late checkin that ended the lease of another', () => {
    const story = goodDay();
    const late = story.take('alice', 3);
    story.handBack(3, 'error');
    story.take('carol', 3);
    const requestId = story.handBack(3, 'error');
    const accepted = story.accepted.map((one) => (one.requestId === requestId ? { ...one, fence: late } : one));
    expect(found(story.tell({ accepted }))).to.deep.equal(['current-only']);
  });

  it('finds a beat that renewed a lease after its end', () => {
    const story = goodDay();
    const fence = story.take('alice', 3);
    story.handBack(3, 'error');
    const beat = { processId: story.client('alice'), issue: 3, fence, sentMs: story.nowMs, ackedMs: story.nowMs + 1 };
    expect(found(story.tell({ beats: [...story.beats, beat] }))).to.deep.equal(['current-only']);
  });

  it('finds a lease that was restored though it had ended', () => {
    const story = goodDay();
    const fence = story.take('alice', 3);
    story.handBack(3, 'error');
    const processId = story.client('alice');
    story.change(3, 'processing', { type: 'lease.restored', processId, fence } as Partial<EventRecord>);
    Object.assign(story.issues[3] ?? {}, { processId });
    expect(found(story.tell())).to.deep.equal(['current-only']);
  });

  it('finds a request that got two outcomes', () => {
    const story = goodDay();
    story.published.push(['request-2', '["completed"]']);
    expect(found(story.tell())).to.deep.equal(['one-outcome']);
  });

  it('finds an answer that differs from the outcome by one byte', () => {
    const story = goodDay();
    const calls = story.calls.map((call) => {
      if (call.requestId !== 'request-3' || call.end.how !== 'answered') return call;
      return { ...call, end: { ...call.end, outcome: call.end.outcome.replace('2', '3') } };
    });
    expect(found(story.tell({ calls }))).to.deep.equal(['one-outcome']);
  });

  it('finds a request id that was answered for other content too', () => {
    const story = goodDay();
    const [first] = story.calls;
    const calls = [...story.calls, { ...first!, content: 'other' }];
    expect(found(story.tell({ calls }))).to.deep.equal(['one-outcome']);
  });

  it('finds a repeated request that was refused as key-reused', () => {
    const story = goodDay();
    const [first] = story.calls;
    const end = { how: 'answered', atMs: story.nowMs, outcome: '{"outcome":"key-reused"}' } as const;
    expect(found(story.tell({ calls: [...story.calls, { ...first!, end }] }))).to.deep.equal(['one-outcome']);
  });

  it('allows a grant to become abandoned when its client gave up, and not otherwise', () => {
    const story = goodDay();
    const fence = story.take('alice', 3) as NonNullable<EventRecord['fence']>;
    const processId = story.client('alice') as NonNullable<EventRecord['processId']>;
    story.change(3, 'pending', { type: 'checkout.abandoned', processId, fence });
    delete story.issues[3]?.['processId'];
    const stored = { ...story.stored, 'request-8': '["abandoned"]' };
    expect(found(story.tell({ stored }))).to.deep.equal(['one-outcome']);
    const end = { how: 'gave-up', atMs: story.nowMs, code: 'MIRIN_TIMED_OUT', message: '', isSettled: true } as const;
    const calls = story.calls.map((call) => (call.requestId === 'request-8' ? { ...call, end } : call));
    expect(found(story.tell({ stored, calls }))).to.deep.equal([]);
  });

  it('allows the same when nobody saw the grant published, but only where the lease was handed back', () => {
    const story = goodDay();
    const fence = story.take('alice', 3) as NonNullable<EventRecord['fence']>;
    const processId = story.client('alice') as NonNullable<EventRecord['processId']>;
    story.change(3, 'pending', { type: 'checkout.abandoned', processId, fence });
    delete story.issues[3]?.['processId'];
    const stored = { ...story.stored, 'request-8': '["abandoned"]' };
    const published = story.published.filter(([requestId]) => requestId !== 'request-8');
    expect(found(story.tell({ stored, published }))).to.deep.equal(['one-outcome']);
    const end = { how: 'gave-up', atMs: story.nowMs, code: 'MIRIN_TIMED_OUT', message: '', isSettled: true } as const;
    const again = story.calls.flatMap((call) => (call.requestId === 'request-8' ? [call, { ...call, end }] : [call]));
    expect(found(story.tell({ stored, published, calls: again }))).to.deep.equal([]);
    const events = bent(story, 'checkout.abandoned', { fence: '1' as NonNullable<EventRecord['fence']> });
    expect(found(story.tell({ events, stored, published, calls: again }))).to.include('one-outcome');
  });

  it('finds a refused request that was granted all the same', () => {
    const story = goodDay();
    story.take('alice', 3);
    const refusal = '["completed"]';
    const stored = { ...story.stored, 'request-8': refusal };
    const published = story.published.filter(([requestId]) => requestId !== 'request-8');
    const calls = story.calls.filter(({ requestId }) => requestId !== 'request-8');
    expect(found(story.tell({ stored, published, calls }))).to.deep.equal(['no-effect']);
  });

  it('finds a refused checkin that was committed all the same', () => {
    const story = goodDay();
    const { issue, ...commit } = story.events.findLast(({ type }) => type === 'checkin.committed')!;
    const stored = { ...story.stored, 'request-7': '["superseded"]' };
    const published = story.published.filter(([requestId]) => requestId !== 'request-7');
    const calls = story.calls.filter(({ requestId }) => requestId !== 'request-7');
    expect([issue, commit.to]).to.deep.equal([2, 'completed']);
    expect(found(story.tell({ stored, published, calls }))).to.deep.equal(['no-effect']);
  });

  it('finds a withdrawn request that got another outcome', () => {
    const story = goodDay();
    const end = { how: 'gave-up', atMs: story.nowMs, code: 'MIRIN_TIMED_OUT', message: '', isSettled: true } as const;
    const calls = story.calls.map((call) => (call.requestId === 'request-3' ? { ...call, end } : call));
    expect(found(story.tell({ calls }))).to.deep.equal(['no-effect']);
  });

  it('finds a grant that was answered and is lost', () => {
    const story = goodDay();
    story.request('checkout', story.client('alice'), 3, ['granted', '9999', '1', '10000', '1', '', '', '', '', '']);
    expect(found(story.tell())).to.deep.equal(['no-loss']);
  });

  it('finds an effect before the request or after its answer', () => {
    const story = goodDay();
    const calls = story.calls.map((call) => {
      if (call.requestId !== 'request-6' || call.end.how !== 'answered') return call;
      return { ...call, end: { ...call.end, atMs: call.invokedMs + 1 } };
    });
    expect(found(story.tell({ calls }))).to.deep.equal(['no-loss']);
  });

  it('finds an accepted request without an outcome', () => {
    const story = goodDay();
    const accepted = { requestId: 'request-99', kind: 'checkout', issue: 1, processId: 'bob~abcdefgh' } as const;
    expect(found(story.tell({ accepted: [...story.accepted, accepted] }))).to.deep.equal(['all-answered']);
  });

  it('finds a request that timed out as accepted and never got an outcome', () => {
    const story = goodDay();
    const end = { how: 'gave-up', atMs: story.nowMs, code: 'MIRIN_TIMED_OUT', message: '', isSettled: false } as const;
    const call = { deed: 'checkin', processId: 'bob~abcdefgh', requestId: 'request-99', invokedMs: 1, end } as const;
    expect(found(story.tell({ calls: [...story.calls, call] }))).to.deep.equal(['all-answered']);
  });

  it('finds a holder that was repaired though its beat came in time', () => {
    const story = goodDay();
    story.take('carol', 3);
    story.pass(9_000).beat(3).pass(1_500);
    story.deadlines[3] = story.nowMs - 1_000;
    story.repair(3, 'expired');
    story.events.splice(-2, 1);
    expect(found(story.tell())).to.deep.equal(['beating-lives']);
  });

  it('finds a holder whose pid was called gone while it lived', () => {
    const story = goodDay();
    story.take('carol', 3);
    story.repair(3, 'dead');
    story.events.splice(-2, 1);
    expect(found(story.tell())).to.deep.equal(['beating-lives']);
  });

  it('finds a process that was declared dead while it beat', () => {
    const story = goodDay();
    story.take('carol', 3);
    story.note({ type: 'process.dead', processId: story.client('carol') } as Partial<EventRecord>);
    expect(found(story.tell())).to.deep.equal(['beating-lives']);
  });

  it('finds a holder that was repaired in the shadow of a silence of Redis', () => {
    const story = goodDay();
    story.take('carol', 3);
    story.faults.push({ of: 'redis', fromMs: story.nowMs + 1_000, untilMs: story.nowMs + 11_000 });
    story.pass(12_000).repair(3, 'expired');
    expect(found(story.tell())).to.deep.equal(['beating-lives', 'beating-lives']);
  });

  it('leaves a holder to its fate that was silent for as long as its lease lived', () => {
    const story = goodDay();
    story.take('carol', 3);
    story.pass(11_500).repair(3, 'expired');
    expect(found(story.tell())).to.deep.equal([]);
  });

  it('finds a process that died twice', () => {
    const story = goodDay();
    story.note({ type: 'process.dead', processId: story.client('bob') } as Partial<EventRecord>);
    expect(found(story.tell())).to.deep.equal(['one-death']);
  });

  it('finds a death that was counted twice', () => {
    const story = goodDay();
    story.take('carol', 3);
    story.kill('carol').repair(3);
    const issues = { ...story.issues, 3: { ...story.issues[3], orphanings: '1,2' } };
    expect(found(story.tell({ issues }))).to.deep.equal(['one-death']);
  });

  it('finds a death that led to two runs of the task', () => {
    const story = goodDay();
    story.take('carol', 3);
    story.kill('carol').repair(3);
    expect(found(story.tell({ tasks: { ...story.tasks, 3: { state: 'waiting', run: '2' } } }))).to.deep.equal([
      'one-death',
    ]);
  });

  it('finds an issue that was quarantined after too few deaths', () => {
    const story = goodDay();
    story.take('carol', 3);
    story.kill('carol').repair(3);
    const events = bent(story, 'orphan.repaired', { to: 'quarantined' });
    const issues = { ...story.issues, 3: { ...story.issues[3], status: 'quarantined' } };
    const tasks = { 2: story.tasks[2] ?? {} };
    expect(found(story.tell({ events, issues, tasks }))).to.deep.equal(['one-death']);
  });

  it('finds an orphan whose pid was gone and that was repaired too late', () => {
    const story = goodDay();
    story.take('carol', 3);
    story.kill('carol').pass(6_000).repair(3);
    expect(found(story.tell())).to.deep.equal(['in-time']);
  });

  it('finds an orphan that ran out and was repaired too late', () => {
    const story = goodDay();
    story.client('shell', 'ttl');
    story.take('shell', 3);
    story.pass(10_000 + 1_000 + 5_500).repair(3, 'expired');
    expect(found(story.tell())).to.deep.equal(['in-time']);
  });

  it('finds an orphan that is left in the end', () => {
    const story = goodDay();
    story.take('carol', 3);
    story.kill('carol').pass(6_000);
    expect(found(story.tell())).to.deep.equal(['in-time']);
  });

  it('grants the repair more time for each worker that failed', () => {
    const story = goodDay();
    story.take('carol', 3);
    story.faults.push({ of: 'worker', fromMs: story.nowMs, untilMs: story.nowMs + 100 });
    story.kill('carol').pass(6_000).repair(3);
    expect(found(story.tell())).to.deep.equal([]);
  });

  it('finds a change that no event tells of', () => {
    const story = goodDay();
    const issues = { ...story.issues, 1: { ...story.issues[1], status: 'pending' } };
    expect(found(story.tell({ issues }))).to.deep.equal(['state-follows']);
  });

  it('finds a change that does not begin where the one before it ended', () => {
    const story = goodDay();
    const events = bent(story, 'checkout.granted', { from: 'error' });
    expect(found(story.tell({ events }))).to.deep.equal(['state-follows']);
  });

  it('passes on what is wrong with the indexes', () => {
    expect(found(goodDay().tell({ indexFaults: ['#1: leases lacks it'] }))).to.deep.equal(['indexes-equal']);
  });

  it('finds keys of a stranger below the project’s prefix, and keys outside it', () => {
    const keys = ['mirin:{acme/widgets}:process:mallory~abcdefgh:issues', 'mirin:{acme/other}:issues'];
    expect(found(goodDay().tell({ keys }))).to.deep.equal(['own-keys', 'own-keys']);
    const all = ['mirin:{a/b}:issues', '{mirin}:workers', 'mirin:{a/c}:issues', 'bull:x'];
    expect(keysOfNobody(all, ['a/b'])).to.deep.equal(['mirin:{a/c}:issues', 'bull:x']);
  });

  it('finds an error that no fault explains', () => {
    const story = goodDay();
    const end = { how: 'gave-up', atMs: story.nowMs, code: 'MIRIN_BUG', message: 'oh', isSettled: false } as const;
    const call = { deed: 'release', processId: 'bob~abcdefgh', invokedMs: 1, end } as const;
    expect(found(story.tell({ calls: [...story.calls, call] }))).to.deep.equal(['known-faults']);
  });
});
