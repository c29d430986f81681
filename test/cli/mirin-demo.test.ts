/** Tests of `mirin demo`: it tells the story and judges itself by what it finds. */

import { expect } from 'chai';
import { endChildren, startChild } from '../support/child.ts';
import { endPrivateRedis, freshDataDir } from '../support/data-dir.ts';
import path from 'node:path';

describe('mirin demo', () => {
  afterEach(endChildren);

  it('ends by itself with code 0 when the killed and the stopped holder are repaired', async () => {
    const dataDir = await freshDataDir();
    const demo = startChild('cli/main.js', ['demo', '--data-dir', dataDir]);
    const { code } = await demo.exited;
    await endPrivateRedis(path.join(dataDir, 'demo'));
    expect(code, demo.otherOutput).to.equal(0);
    for (const told of [
      /claimed #/,
      /refused #/,
      /gets SIGKILL/,
      /gets SIGSTOP/,
      /its holder is dead/,
      /its holder is hung/,
    ]) {
      expect(demo.otherOutput).to.match(told);
    }
  }).timeout(150_000);
});
