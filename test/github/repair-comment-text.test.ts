/** What the comment on a repair says, in both languages, and that nothing in it is read as markup. */

import { expect } from 'chai';
import type { Fence } from '../../queues/values.ts';
import { repairComment } from '../../src/github/repair-comment-text.ts';
import type { RepairFacts } from '../../src/store/read-wanted-comments.ts';

const FACTS: RepairFacts = {
  processId: 'bot~Xy12ab34Cd',
  pid: '4711',
  host: 'build-3',
  sinceMs: Date.UTC(2026, 10, 22, 21, 0, 0),
  lastHeartbeatMs: Date.UTC(2026, 10, 22, 21, 9, 30),
  ended: 'dead',
  to: 'pending',
  orphanings: 1,
  repairedAtMs: Date.UTC(2026, 10, 22, 21, 9, 41, 250),
};
const text = (facts: Partial<RepairFacts>, language: 'en' | 'ja' = 'en') =>
  repairComment({ issue: 12, fence: '34' as Fence, facts: { ...FACTS, ...facts } }, language);

describe('the text of the comment on a repair', () => {
  it('says in English what happened, what Mirin did, and what happens next', () => {
    expect(text({}).split('\n')).to.deep.equal([
      '**Mirin has repaired this issue**',
      '',
      'A process worked on it and did not hand it back.',
      '',
      '- **Process:** `bot~Xy12ab34Cd` (pid `4711`) on host `build-3`',
      '- **Working since:** 2026-11-22 21:00:00 UTC',
      '- **Last heartbeat:** 2026-11-22 21:09:30 UTC',
      '- **What happened:** the process was found dead',
      '- **What Mirin did:** at 2026-11-22 21:09:41 UTC it ended the lease and set the issue to `pending`',
      '- **What happens next:** the issue waits for the next free process; nobody has to do anything',
      '',
      '<!-- mirin:repair:12:34 -->',
      '',
    ]);
  });

  it('says the same in Japanese', () => {
    const lines = text({}, 'ja').split('\n');
    expect(lines[0]).to.equal('**Mirin がこの issue を修復しました**');
    expect(lines).to.include('- **プロセス：** `bot~Xy12ab34Cd`（pid `4711`）、ホスト `build-3`');
    expect(lines).to.include('- **最後のハートビート：** 2026-11-22 21:09:30 UTC');
    expect(lines.at(-2)).to.equal('<!-- mirin:repair:12:34 -->');
    expect(lines).to.have.length(text({}).split('\n').length);
  });

  it('says what an operator has to do with an issue that was set aside', () => {
    const facts = { to: 'quarantined', orphanings: 3 } as const;
    expect(text(facts)).to.include('Its holders died 3 times').and.to.include('`mirin quarantine release 12`');
    expect(text(facts, 'ja')).to.include('3 回').and.to.include('`mirin quarantine release 12`');
  });

  it('says that there was no heartbeat where the process gives none', () => {
    const { lastHeartbeatMs: _, ...facts } = FACTS;
    expect(repairComment({ issue: 12, fence: '34' as Fence, facts }, 'en')).to.include('none, it gives no heartbeats');
  });

  it('lets no name end the code that it stands in, call anybody, or hide anything', () => {
    const body = text({ host: '`@acme/all` <!-- x -->\n# h', processId: 'a`b' });
    expect(body).to.include('on host `??acme?all????--?x?--????h`').and.to.include('`a?b`');
    expect(body.match(/<!--/g)).to.have.length(1);
  });
});
