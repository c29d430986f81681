/** Tests of `mirin import`: what comes over, what is listed, and which files are not taken at all. */

import path from 'node:path';
import { expect } from 'chai';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { FINISHED, IN_WORK, stateFolder } from '../migration/poppo-fixtures.ts';
import { freshProject } from '../support/shared-redis.ts';
import { mirin, mirinJson } from './mirin-command.ts';

const LARGE_BYTES = 50 * 1024 * 1024;

describe('mirin import', () => {
  let redis: TestRedis;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    redis = await startRedis();
  });
  beforeEach(() => {
    env = { REDIS_URL: redis.url, MIRIN_PROJECT: freshProject() };
  });
  after(() => redis.stop());

  const run = (dir: string, ...options: string[]) => mirinJson(['import', dir, ...options], { env });

  it('takes all over, changes nothing when it is run again, and only plans in a dry run', async () => {
    const dir = stateFolder({ 7: FINISHED, 98: IN_WORK });
    const planned = await run(dir, '--dry-run');
    expect(planned.code).to.equal(0);
    expect(planned.json).to.deep.include({ found: 2, planned: 2, imported: 0, dryRun: true });
    const first = await run(dir);
    expect(first.code).to.equal(0);
    expect(first.json).to.deep.include({ found: 2, imported: 2, unchanged: 0, conflicts: [], rejected: [] });
    const again = await run(dir);
    expect(again.code).to.equal(0);
    expect(again.json).to.deep.include({ imported: 0, unchanged: 2 });

    const { json } = await mirinJson(['orphans'], { env });
    expect((json['orphans'] as object[]).length).to.equal(1);
    expect((json['orphans'] as object[])[0]).to.include({ issue: 98, cause: 'expired' });
  });

  it('lists each record that it rejects, or that Mirin has moved since, and ends with exit code 1', async () => {
    const { json, code } = await run(stateFolder({ 7: FINISHED, '12abc': FINISHED, 8: { status: 'lost' } }));
    expect(code).to.equal(1);
    expect(json).to.include({ found: 3, imported: 1 });
    const rejected = json['rejected'] as { file: string; key: string; reason: string }[];
    expect(rejected.map(({ file, key }) => `${file} ${key}`).toSorted()).to.deep.equal([
      'issue-status.json 12abc',
      'issue-status.json 8',
    ]);
    expect(rejected.every(({ reason }) => reason.length > 10)).to.equal(true);

    const { stdout, code: second } = await mirin(['import', stateFolder({ 7: { ...FINISHED, status: 'error' } })], {
      env,
    });
    expect(second).to.equal(1);
    expect(stdout).to.include('conflict  #7: another record of it was imported before');
    expect(stdout).to.include('1 issues found: 0 taken over, 0 unchanged, 1 in conflict, 0 entries rejected.');
  });

  it('takes nothing from a file that is empty, cut off, an array or 50 MB, or not there, and says so', async () => {
    const whole = JSON.stringify({ issues: { 7: FINISHED } });
    const contents = ['', whole.slice(0, -20), '[]', Buffer.alloc(LARGE_BYTES, ' ')];
    const folders = contents.map((content) => tempFolder({ 'issue-status.json': content }));
    const outcomes = await Promise.all([...folders, tempFolder()].map((dir) => run(dir)));
    expect(outcomes.map(({ code }) => code)).to.deep.equal([1, 1, 1, 1, 1]);
    const errors = outcomes.map(({ json }) => json['error'] as { code: string; message: string });
    expect(new Set(errors.map(({ code }) => code))).to.deep.equal(new Set(['MIRIN_IMPORT_UNREADABLE']));
    const [first] = folders;
    expect(errors[0]?.message).to.include(path.join(first ?? '', 'issue-status.json'));
    expect((await mirinJson(['issues'], { env })).json).to.deep.equal({ issues: [], next: null });
  });

  it('finds nothing in the {} that a fresh PoppoBuilder writes, and says so', async () => {
    const { code, json } = await run(tempFolder({ 'issue-status.json': {} }));
    expect(code).to.equal(0);
    expect(json).to.include({ found: 0, imported: 0 });
    expect(json['notes']).to.include('issue-status.json holds no issues');
  });

  it('refuses a time that is too long to wait for a silent holder', async () => {
    const { code, json } = await run(stateFolder({ 98: IN_WORK }), '--stale-after', '8d');
    expect(code).to.equal(2);
    expect((json['error'] as { message: string }).message).to.include('--stale-after: expected at most 7 days');
  });
});
