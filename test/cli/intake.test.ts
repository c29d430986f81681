/** Tests of `mirin intake`: what it says of the intake, and of what it took and left. */

import { expect } from 'chai';
import { IntakeBench } from '../workers/intake-bench.ts';
import { mirin, mirinJson } from './mirin-command.ts';

describe('mirin intake', () => {
  let bench: IntakeBench;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    bench = await IntakeBench.open();
    env = { REDIS_URL: bench.live.redisUrl, MIRIN_PROJECT: bench.live.name };
  });
  afterEach(() => bench.close());

  it('says that it is off, and that nobody is there to run it', async () => {
    const { json } = await mirinJson(['intake', 'status'], { env });
    expect(json).to.deep.include({ isOn: false, maxPendingTasks: 0 });
    const { code, stderr } = await mirin(['intake', 'run'], { env });
    expect(code).to.equal(75);
    expect(stderr).to.include('no worker with a token serves the project');
  });

  it('tells what it took, what it left and why, and then what waits by priority and what stopped it', async () => {
    bench.repository.createIssue({ number: 4, labels: ['task:misc', 'skip:poppobuilder'] });
    bench.repository.createIssue({ number: 5, labels: ['bug'] });
    await bench.startSwept({ maxPendingTasks: 2 });
    bench.work(1, 'priority:low');
    bench.work(2);
    bench.work(3, 'priority:high');
    const run = await mirin(['intake', 'run'], { env });
    expect(run.code).to.equal(0);
    expect(run.stdout.trim().split('\n')).to.deep.equal([
      'took #3: misc, high',
      'took #2: misc, normal',
      'left #4: a label excludes it',
      'stopped: as many tasks wait as may (maxPendingTasks)',
      'looked at 5, took 2; 1 × no label makes it work; 1 × a label excludes it',
    ]);
    const { json } = await mirinJson(['intake', 'status'], { env });
    expect(json).to.deep.include({
      isOn: true,
      tasksWaiting: { count: 2, byPriority: { dogfooding: 0, high: 1, normal: 1, low: 0 } },
      maxPendingTasks: 2,
      candidates: { count: 1, byPriority: { dogfooding: 0, high: 0, normal: 0, low: 1 } },
    });
    expect(json['stoppedSinceMs']).to.be.closeTo(Date.now(), 60_000);
    const { stdout } = await mirin(['intake', 'status'], { env });
    expect(stdout).to.match(/^tasks waiting +2 of at most 2 \(1 high, 1 normal\)$/m);
    expect(stdout).to.match(/^stopped +.*: as many tasks wait as may$/m);
  });

  it('says where the intake is off at the workers', async () => {
    await bench.start({ intake: 'off' });
    await bench.workshop.untilLogged('sweep.finished');
    const { code, stderr } = await mirin(['intake', 'run'], { env });
    expect(code).to.equal(1);
    expect(stderr).to.include('the intake of this project is off');
  });
});
