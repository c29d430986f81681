/** Tests of the machine's id: what shares pids shares the id, and nothing else does. */

import { expect } from 'chai';
import { machineId } from '../../src/machine/identity.ts';
import { endChildren, startChild } from '../support/child.ts';
import { canUnshare } from './namespaces.ts';

const PROBE = 'test/programs/probe.js';
const said = (): boolean => true;

describe('machineId', () => {
  afterEach(endChildren);

  it('is short and safe in a key', async () => {
    expect(await machineId()).to.match(/^[A-Za-z0-9-]{8,64}$/);
  });

  it('is the same in another process of the machine', async () => {
    const { machineId: fromChild } = await startChild(PROBE).next(said);
    expect(fromChild).to.equal(await machineId());
  });

  it('differs in another pid namespace', async function () {
    if (!canUnshare()) this.skip();
    const child = startChild(PROBE, [], {}, { through: ['unshare', '--fork', '--pid'] });
    const { machineId: fromNamespace } = await child.next(said);
    expect(fromNamespace)
      .to.match(/^[A-Za-z0-9-]{8,64}$/)
      .and.not.equal(await machineId());
  });
});
