/** What a token of this minute is refused is tried again soon; what an older one is refused is refused for good. */

import { expect } from 'chai';
import type { GitHubReply } from '../../src/github/attempt.ts';
import { classify } from '../../src/github/classify.ts';
import type { GitHubFault } from '../../src/github/fault.ts';
import type { Credential } from '../../src/github/identity.ts';
import { tokenCredential } from '../../src/github/identity.ts';
import { verdictOf } from '../../src/github/sync-outcome.ts';
import { orLagging } from '../../src/github/token-lag.ts';

const NOT_FOUND = [404, 'Not Found'] as const;
const NO_ACCESS = [403, 'Resource not accessible by integration'] as const;

describe('a refusal of a token that', () => {
  const mintedAgo = (agoMs: number): Credential => ({
    ...tokenCredential('t'),
    mintedAtMs: performance.now() - agoMs,
  });

  function faultOf([status, message]: readonly [number, string], credential: Credential): GitHubFault {
    const reply: GitHubReply = { status, headers: {}, data: { message } };
    return orLagging(classify('POST', { reply }), { reply }, credential);
  }

  for (const answer of [NOT_FOUND, NO_ACCESS]) {
    it(`was just minted, ${answer.join(' ')}, is tried again soon, each time later, and blocks nothing`, () => {
      expect(faultOf(answer, mintedAgo(0)).retryAfterMs).to.equal(2_000);
      const fault = faultOf(answer, mintedAgo(20_000));
      expect(fault.retryAfterMs).to.be.within(20_000, 25_000);
      expect(verdictOf(fault)).to.include({ outcome: 'again-later', delayMs: fault.retryAfterMs });
    });

    it(`is older than a minute, or was never minted, ${answer.join(' ')}, is final`, () => {
      for (const credential of [mintedAgo(61_000), tokenCredential('t')]) {
        expect(faultOf(answer, credential)).to.not.have.property('retryAfterMs');
        expect(verdictOf(faultOf(answer, credential))).to.have.property('outcome', 'blocked');
      }
    });
  }

  it('was just minted is final where it is of what was asked for', () => {
    const refusals = [
      [403, 'Repository was archived so is read-only.'] as const,
      [410, 'Issues are disabled'] as const,
    ];
    for (const answer of [...refusals, [404, 'Label does not exist'] as const]) {
      expect(faultOf(answer, mintedAgo(0)), answer[1]).to.not.have.property('retryAfterMs');
    }
  });
});
