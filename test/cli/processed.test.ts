/** `mirin processed`: what people say and see of processed issues and comments. */

import { expect } from 'chai';
import { DrivenProject } from '../support/driven-project.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { mirin, mirinJson } from './mirin-command.ts';

describe('mirin processed', () => {
  let driven: DrivenProject;
  let env: NodeJS.ProcessEnv;

  const json = async (...args: string[]) => (await mirinJson(['processed', ...args], { env })).json;

  beforeEach(async () => {
    driven = await DrivenProject.start();
    env = { REDIS_URL: (await sharedRedis()).url, MIRIN_PROJECT: driven.store.keys.project };
  });
  afterEach(() => driven.close());

  it('adds, tells, lists and removes issues', async () => {
    expect(await json('add', '12', '13', '12')).to.deep.equal({ changed: 2 });
    expect(await json('list')).to.deep.equal({ issues: [12, 13], next: null, count: 2 });
    expect(await mirin(['processed', 'has', '12'], { env })).to.deep.equal({ code: 0, stdout: 'yes\n', stderr: '' });
    expect(await json('remove', '12', '99')).to.deep.equal({ changed: 1 });
    expect(await mirin(['processed', 'has', '12'], { env })).to.deep.equal({ code: 1, stdout: 'no\n', stderr: '' });
    expect((await mirin(['processed', 'list'], { env })).stdout).to.equal('#13\n');
  });

  it('does the same with comments of an issue, and refuses them for two issues', async () => {
    expect(await json('add', '12', '--comment', 'IC_1', '--comment', 'IC_2')).to.deep.equal({ changed: 2 });
    expect(await json('has', '12', '--comment', 'IC_1')).to.deep.equal({
      issue: 12,
      comments: ['IC_1'],
      isProcessed: true,
    });
    expect(await json('list', '--comments-of', '12')).to.deep.include({ issue: 12, count: 2, next: null });
    const refused = await mirin(['processed', 'add', '12', '13', '--comment', 'IC_1'], { env });
    expect(refused.code).to.equal(2);
    expect(refused.stderr).to.include('issues: expected one issue where --comment is given, got 2 issues');
  });
});
