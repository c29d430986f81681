/** Holds every transition against the specification: sequences of calls, on a clock that stands, jumps and steps back. */

import { expect } from 'chai';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { sharedRedis } from '../support/shared-redis.ts';
import { Notes } from './notes.ts';
import { sequences } from './sequences.ts';
import { Session, type SessionOptions } from './session.ts';
import { registerAll } from './calls/births.ts';
import type { Scene } from './steps/step.ts';
import { Tally } from './tally.ts';
import { WANTED_KINDS } from './wanted-kinds.ts';

/** More of them may be asked for. */
const SEQUENCES = Number(process.env['MIRIN_TEST_SEQUENCES'] ?? 300);
/** So many more, as long as there is a kind of reply that none of them got. */
const MORE = 50;
const MOST = 2_000;

/** The seed that a failure prints repeats its sequences. */
const SEED = process.env['MIRIN_TEST_SEED'];

describe('the transitions', function () {
  this.timeout(1_200_000);
  const tally = new Tally();
  let options: SessionOptions;

  before(async () => {
    const { url } = await sharedRedis();
    const redis = new Redis(url);
    await redis.set('mirin:test-clock', '1');
    const runId = /run_id:(\w+)/.exec(await redis.info('server'))?.[1] ?? '';
    options = { redis, runId, listener: new Redis(url), tally };
  });
  after(() => {
    options.redis.disconnect();
    options.listener.disconnect();
  });

  const run = async (steps: Iterable<fc.AsyncCommand<Scene, Session, boolean>>): Promise<void> => {
    const session = await Session.start(options);
    const notes = new Notes();
    try {
      await registerAll(session, notes);
      await fc.asyncModelRun(() => ({ model: { notes }, real: session }), steps);
      await session.end();
    } finally {
      await session.close();
    }
  };

  const runSome = (numRuns: number): Promise<void> =>
    fc.assert(fc.asyncProperty(sequences, run), { numRuns, ...(SEED !== undefined && { seed: Number(SEED) }) });

  it('do and answer what the specification says, in every order and to the ms', () => runSome(SEQUENCES));

  it('were brought to every kind of answer and state', async () => {
    const missing = () => tally.missing(WANTED_KINDS);
    for (let ran = SEQUENCES; missing().length > 0 && ran < MOST; ran += MORE) await runSome(MORE);
    expect(missing()).to.deep.equal([]);
  });
});
