/** Workers that serve different projects share the orphans queue: each scans all of them. */

import { LiveProject } from '../support/live-project.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

describe('workers of several projects', () => {
  let redis: TestRedis;
  let a: LiveProject;
  let b: LiveProject;

  beforeEach(async () => {
    redis = await startRedis();
    a = new LiveProject(redis.url, 'acme/a');
    b = new LiveProject(redis.url, 'acme/b');
  });
  afterEach(async () => {
    await a.end();
    await b.end();
    await redis.stop();
  });

  const scansOf = (project: LiveProject): unknown[] =>
    project.logged.filter(({ event }) => event === 'scan.finished').map((line) => line['project']);

  it('scan every known project, again and again, whichever of them draws the scan', async () => {
    await b.work().then((workers) => workers.stop());
    await a.work();
    await waitFor('three scans of each', (saw) => {
      const scans = scansOf(a);
      saw(scans);
      return ['acme/a', 'acme/b'].every((name) => scans.filter((scanned) => scanned === name).length >= 3);
    });
  });
});
