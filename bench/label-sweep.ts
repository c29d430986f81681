/** (i) Requests of a sweep over 10,000 issues: the first, and one after which nothing had changed. */

import { openContext, closeContext } from '../workers/worker-context.ts';
import { loadSettings } from '../src/configuration/load-settings.ts';
import { createLog } from '../src/log/log.ts';
import { startGitHubSimulator } from '../src/simulator/github-simulator.ts';
import { handleProjectSweep } from '../workers/project-sweep-handler.ts';
import type { Site, WorkerContext } from '../workers/site.ts';
import type { Lab } from './lab.ts';
import type { Measurement } from './measurement.ts';
import { atMost } from './row.ts';

const PROJECT = 'bench/label-sweep';
const PAGE = 100;
const LONG_AGO = '2024-01-01T00:00:00Z';

export const labelSweep: Measurement = {
  letter: 'i',
  title: 'sweep',
  measure: async (lab) => {
    const issues = lab.size(10_000, 300);
    const simulator = await startGitHubSimulator();
    lab.onClose(() => simulator.stop());
    const repository = simulator.repo(PROJECT);
    for (let number = 1; number <= issues; number += 1) repository.createIssue({ number, labels: ['bug'] });
    // What changed within the last two minutes is looked at twice.
    for (const issue of repository.issues()) issue.updatedAt = LONG_AGO;
    const { context, site } = await open(lab, simulator.url, simulator.token);
    const sweep = async (): Promise<number> => {
      const before = simulator.requests.length;
      await sweepWhole(site, context);
      return simulator.requests.length - before;
    };
    const first = await sweep();
    await sweep();
    const pages = Math.ceil(issues / PAGE);
    const shown = issues.toLocaleString('en');
    return [
      {
        name: `requests of the first sweep of ${shown} issues`,
        unit: 'requests',
        ours: first,
        goal: atMost(pages, `${pages}: 100 issues each`),
      },
      {
        name: `requests of a sweep after which nothing changed`,
        unit: 'requests',
        ours: await sweep(),
        goal: atMost(1, '1'),
      },
    ];
  },
};

async function open(
  lab: Lab,
  githubApiUrl: string,
  githubToken: string,
): Promise<{ context: WorkerContext; site: Site }> {
  const { url: redisUrl } = await lab.startRedis();
  const { settings } = loadSettings({ flags: { projects: PROJECT, redisUrl, githubApiUrl, githubToken }, env: {} });
  const context = openContext(settings, redisUrl, createLog({ level: 'silent' }));
  lab.onClose(() => closeContext(context));
  return { context, site: context.visit(PROJECT) };
}

/** A long sweep gives its worker back now and then. */
async function sweepWhole(site: Site, context: WorkerContext): Promise<void> {
  const job = { v: 1, kind: 'project-sweep', project: site.project.key } as const;
  while ((await handleProjectSweep(job, site, context)).againAfterMs !== undefined);
}
