/** Tests of the waiting that all other tests lean on. */

import { expect } from 'chai';
import { waitFor } from './wait-for.ts';

const failureOf = (wait: Promise<unknown>): Promise<string> =>
  wait.then(
    () => 'no failure',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

describe('waitFor', () => {
  it('returns the fact as soon as a look finds it', async () => {
    let looks = 0;
    const found = await waitFor('the third look', () => (++looks === 3 ? { looks } : undefined), { everyMs: 1 });
    expect(found).to.deep.equal({ looks: 3 });
  });

  it('counts zero and the empty string as found', async () => {
    expect(await waitFor('a zero', () => 0)).to.equal(0);
    expect(await waitFor('an empty text', () => '')).to.equal('');
  });

  it('names what it waited for and what it saw last', async () => {
    const look = (saw: (seen: unknown) => void): false => {
      saw({ status: 'processing' });
      return false;
    };
    const message = await failureOf(waitFor('issue 7 to be completed', look, { withinMs: 30, everyMs: 5 }));
    expect(message).to.equal("waited 30 ms for issue 7 to be completed; last seen: { status: 'processing' }");
  });

  it('goes on after a look that throws, and names its error if nothing better comes', async () => {
    const look = (): Promise<false> => Promise.reject(new Error('connection refused'));
    const message = await failureOf(waitFor('the server', look, { withinMs: 30, everyMs: 5 }));
    expect(message).to.equal('waited 30 ms for the server; last seen: connection refused');
  });

  it('gives up on a look that never ends', async () => {
    const message = await failureOf(waitFor('an answer', () => new Promise<never>(() => undefined), { withinMs: 30 }));
    expect(message).to.equal('waited 30 ms for an answer; last seen: nothing');
  });
});
