/** Note-unresponsive: a silent process whose pid still lives is reported, once for each silence. */

import { expect } from 'chai';
import type { ProcessId } from '../../queues/values.ts';
import { endProcess } from '../../src/transitions/end-process.ts';
import { noteUnresponsive } from '../../src/transitions/note-unresponsive.ts';
import { TTL_MS } from '../support/driven-project.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';

describe('note-unresponsive', () => {
  const project = useTransitionProject();
  let bot: ProcessId;
  beforeEach(async () => (bot = await project.driven.register('bot')));

  const note = () => noteUnresponsive(project.store, bot);

  it('is told once it has been silent for its TTL, and again only after a beat', async () => {
    await project.pass(TTL_MS - 1);
    expect(await note()).to.equal(false);
    await project.pass(1);
    expect(await note()).to.equal(true);
    expect(await note()).to.equal(false);
    expect(await project.process(bot)).to.include({ unresponsiveAt: String(T0 + TTL_MS) });
    await project.beat(bot, []);
    expect(await note()).to.equal(false);
    await project.pass(TTL_MS);
    expect(await note()).to.equal(true);
    const told = { type: 'process.unresponsive', processId: bot };
    const { events } = (await project.dump()) as { events: unknown[] };
    expect(events).to.deep.equal([
      { ...told, at: String(T0 + TTL_MS) },
      { ...told, at: String(T0 + 2 * TTL_MS) },
    ]);
  });

  it('is not told in the shadow of a gap: nobody can say who was silent', async () => {
    await project.silence(5 * TTL_MS);
    expect(await note()).to.equal(false);
    await project.pass(TTL_MS);
    expect(await note()).to.equal(true);
  });

  it('is told one TTL after a step back of the clock, whatever time was stored before', async () => {
    await note();
    project.standAt(T0 - 3_600_000);
    expect(await note()).to.equal(false);
    await project.pass(TTL_MS);
    expect(await note()).to.equal(true);
  });

  it('is not told of one that has ended', async () => {
    await endProcess(project.store, { processId: bot, machineId: 'boot1-ns1' }, 'dead');
    const before = await project.dump();
    expect(await note()).to.equal(false);
    expect(await project.dump()).to.deep.equal(before);
  });
});
