/** The package as its users load it: by import, by require, from another folder. */

import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { tempFolder } from '../support/temp-folder.ts';
import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');

const USE = `
  const mirin = await Mirin.connect({ project: process.argv[2], process: 'bot', redis: process.argv[3] });
  const got = await mirin.checkout(1, { reopen: true });
  const { outcome } = await got.lease.checkin('completed', { result: { by: process.argv[1] } });
  await mirin.close();
  console.log(outcome, typeof TimedOutError, typeof MirinError);
`;

describe('the package', () => {
  let redis: TestRedis;
  let project: LiveProject;
  let folder: string;

  before(async () => {
    redis = await startRedis();
    project = new LiveProject(redis.url);
    await project.work();
    folder = tempFolder({
      'package.json': { name: 'a-bot', version: '1.0.0' },
      'by-require.cjs': `
        const { Mirin, MirinError, TimedOutError } = require('mirin');
        (async () => {${USE}})();`,
      'by-import.mjs': `
        import { Mirin, MirinError, TimedOutError } from 'mirin';
        ${USE}`,
    });
    mkdirSync(path.join(folder, 'node_modules'));
    symlinkSync(ROOT, path.join(folder, 'node_modules', 'mirin'));
  });
  after(async () => {
    await project.end();
    await redis.stop();
  });

  for (const file of ['by-require.cjs', 'by-import.mjs']) {
    it(`works ${file.slice(0, -4).replace('-', ' ')}, and lets the program end by itself`, async () => {
      const program = path.join(folder, file);
      const { stdout } = await run(process.execPath, [program, project.name, redis.url], {
        cwd: folder,
        timeout: 25_000,
      });
      expect(stdout).to.equal('committed function function\n');
      expect((await project.issue(1)).result).to.deep.equal({ by: program });
    });
  }

  it('exports names only, and no more than its page says', async () => {
    const names = Object.keys(await import('../../src/index.ts'));
    expect(names).to.not.include('default');
    expect(names).to.include.members([
      'Mirin',
      'MirinError',
      'LeaseLostError',
      'TimedOutError',
      'RedisUnavailableError',
    ]);
  });
});
