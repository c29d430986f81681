/** Label passes: the dirty mark goes only where nothing can have come in between. */

import { expect } from 'chai';
import type { Fence, ProcessId } from '../../queues/values.ts';
import { closeLabelPass, type LabelPass } from '../../src/transitions/label-close.ts';
import { openLabelPass } from '../../src/transitions/label-open.ts';
import { markDirty } from '../../src/transitions/mark-dirty.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

const ISSUE = 61;

describe('a label pass', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  let fence: Fence;

  beforeEach(async () => {
    bot = await project.driven.register('bot');
    ({ fence } = await project.take(ISSUE, bot));
  });

  /** What a pass reads before it looks at the labels. */
  const read = async (passId = 'pass-1'): Promise<LabelPass> => {
    const { version = '0', labelEpoch = '0' } = await project.issue(ISSUE);
    return { passId, version, epoch: labelEpoch, wasOpened: false, isAmbiguous: false, isBrokenOff: false };
  };

  const open = async (pass: LabelPass): Promise<LabelPass> => {
    await openLabelPass(project.store, ISSUE, pass.passId);
    return { ...pass, wasOpened: true };
  };

  const close = (pass: LabelPass) => closeLabelPass(project.store, ISSUE, pass);
  const dirtySince = () => project.redis.zscore(project.keys.own.labels_dirty, String(ISSUE));
  const openPasses = () => project.redis.zrange(project.keys.own.labels_open, '0', '-1');

  const expectDirty = async () => expect(await dirtySince()).to.equal(String(T0));

  it('that found nothing to write takes the mark away', async () => {
    expect(await close(await read())).to.equal('clean');
    expect(await dirtySince()).to.equal(null);
    expect(await project.issue(ISSUE)).to.include({ labelVersion: '1' });
  });

  it('that wrote is listed while it is open, and takes the mark away', async () => {
    const pass = await open(await read());
    expect(await openPasses()).to.deep.equal([`${ISSUE}:pass-1`]);
    expect(await close(pass)).to.equal('clean');
    expect(await openPasses()).to.deep.equal([]);
    expect(await dirtySince()).to.equal(null);
  });

  for (const isOpened of [false, true]) {
    it(`finds that the state moved on, ${isOpened ? 'where it wrote' : 'where it only read'}`, async () => {
      const pass = isOpened ? await open(await read()) : await read();
      await project.driven.handBack(ISSUE, bot, fence, 'completed');
      expect(await close(pass)).to.equal('moved-on');
      await expectDirty();
      expect(await openPasses()).to.deep.equal([]);
      expect(await project.issue(ISSUE)).not.to.have.property('labelVersion');
    });
  }

  it('that writes after another found the labels in line marks them anew, and so tells of itself if it is cut off', async () => {
    const slow = await read();
    await project.driven.handBack(ISSUE, bot, fence, 'completed');
    expect(await close(await read('pass-2'))).to.equal('clean');
    const opened = await open(slow);
    await expectDirty();
    expect(await close(opened)).to.equal('moved-on');
    await expectDirty();
  });

  describe('keeps the mark for later', () => {
    const expectAgain = async (pass: LabelPass) => {
      expect(await close(pass)).to.equal('again-later');
      await expectDirty();
    };

    it('where it was broken off', async () => {
      await expectAgain({ ...(await open(await read())), isBrokenOff: true });
      expect(await close(await read())).to.equal('clean');
    });

    it('for 60 s where a write got no answer, whatever other passes find meanwhile', async () => {
      await expectAgain({ ...(await open(await read())), isAmbiguous: true });
      await project.pass(59_999);
      await expectAgain(await open(await read('pass-2')));
      await project.pass(1);
      expect(await close(await read('pass-3'))).to.equal('clean');
      expect(await project.issue(ISSUE)).not.to.have.property('labelUnanswered');
    });

    it('for 60 s from a step back of the clock where a write got no answer before', async () => {
      await expectAgain({ ...(await open(await read())), isAmbiguous: true });
      project.standAt(T0 - 3_600_000);
      await expectAgain(await open(await read('pass-2')));
      await project.pass(60_000);
      expect(await close(await read('pass-3'))).to.equal('clean');
    });

    it('for 60 s also where the state moved on after a write that got no answer', async () => {
      const late = { ...(await open(await read())), isAmbiguous: true };
      await project.driven.handBack(ISSUE, bot, fence, 'completed');
      expect(await close(late)).to.equal('moved-on');
      await expectAgain(await read('pass-2'));
    });

    it('where another pass is under way', async () => {
      await open(await read('pass-2'));
      await expectAgain(await read());
      await project.redis.del(project.keys.own.labels_open);
    });

    it('where another pass began and ended since it read', async () => {
      const slow = await read();
      await close(await open(await read('pass-2')));
      await project.redis.zadd(project.keys.own.labels_dirty, T0, ISSUE);
      await expectAgain(await open(slow));
    });

    it('where a pass that was under way when it read has ended since', async () => {
      const writing = await open(await read('pass-2'));
      const reading = await read();
      await close(writing);
      await project.redis.zadd(project.keys.own.labels_dirty, T0, ISSUE);
      await expectAgain(reading);
    });

    it('where the labels were marked anew since it read', async () => {
      const pass = await read();
      await project.pass(10);
      await markDirty(project.store, ISSUE);
      await expectAgain(pass);
      expect(await close(await read())).to.equal('clean');
    });

    it('and once more for a pass that stays open for more than 60 s', async () => {
      await open(await read('stopped'));
      await project.pass(60_000);
      await expectAgain(await read());
      expect(await openPasses()).to.deep.equal([`${ISSUE}:stopped`]);
      await project.pass(1);
      await expectAgain(await read());
      expect(await openPasses()).to.deep.equal([]);
      expect(await close(await read())).to.equal('clean');
    });

    it('and once more for a pass that was opened before the clock was set back', async () => {
      await open(await read('stopped'));
      project.standAt(T0 - 3_600_000);
      await expectAgain(await read());
      expect(await openPasses()).to.deep.equal([]);
      expect(await close(await read())).to.equal('clean');
    });
  });

  it('is not disturbed by passes of other issues, of longer numbers too', async () => {
    await project.take(6, bot);
    await project.take(611, bot);
    await openLabelPass(project.store, 6, 'pass-6');
    await openLabelPass(project.store, 611, 'pass-611');
    expect(await close(await open(await read()))).to.equal('clean');
  });

  it('of an issue that was never seen ends clean', async () => {
    await markDirty(project.store, 999);
    const pass = {
      passId: 'pass-1',
      version: '0',
      epoch: '1',
      wasOpened: false,
      isAmbiguous: false,
      isBrokenOff: false,
    };
    expect(await closeLabelPass(project.store, 999, pass)).to.equal('clean');
    expect((await project.dump())['labels:dirty']).not.to.have.property('999');
    expect(await project.issue(999)).to.deep.equal({ labelEpoch: '1' });
  });
});

describe('mark-dirty', () => {
  const project = useTransitionProject();

  it('marks labels as possibly wrong, and keeps since when', async () => {
    await markDirty(project.store, ISSUE);
    await project.pass(10);
    await markDirty(project.store, ISSUE);
    expect(await project.redis.zscore(project.keys.own.labels_dirty, String(ISSUE))).to.equal(String(T0));
  });
});
