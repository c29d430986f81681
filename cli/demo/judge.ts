/** Judges the demo by what Redis, the simulator and the clock say, not by what Mirin says of itself. */

import { labelMapOf, isOwnedLabel, wantedLabels } from '../../src/github/label-map.ts';
import { getIssue } from '../../src/store/read-issue.ts';
import { verifyIndexes } from '../../src/verify/verify-indexes.ts';
import { DEMO_PROJECT } from './demo-settings.ts';
import type { DemoWorld } from './demo-world.ts';
import type { Scene } from './scene.ts';

export interface Expected {
  issues: number;
  deaths: readonly { name: string; what: string; boundMs: number }[];
  /** A stopped process that was woken, and must have noticed that its lease is gone. */
  woken: string;
}

export interface Finding {
  isOk: boolean;
  what: string;
}

export interface Verdict {
  isOk: boolean;
  findings: Finding[];
}

const LABELS_WITHIN_MS = 30_000;
const WAKE_WITHIN_MS = 15_000;

export async function judge(world: DemoWorld, scene: Scene, expected: Expected): Promise<Verdict> {
  const findings = [
    ...expected.deaths.map((death) => judgeDeath(scene, death)),
    await judgeWaking(scene, expected.woken),
    await judgeLabels(world, scene, expected.issues),
    await judgeIndexes(world),
  ];
  return { isOk: findings.every(({ isOk }) => isOk), findings };
}

function judgeDeath(scene: Scene, { name, what, boundMs }: Expected['deaths'][number]): Finding {
  const repair = scene.repairOf(name);
  if (repair === undefined) return { isOk: false, what: `${name} was ${what}, and its issue was not repaired` };
  const { issue, afterMs, isCounted, times } = repair;
  return {
    isOk: afterMs <= boundMs && isCounted && times === 1,
    what: `${name} was ${what}: #${issue} repaired after ${seconds(afterMs)} (bound ${seconds(boundMs)}), counted ${times} time(s)`,
  };
}

async function judgeWaking(scene: Scene, name: string): Promise<Finding> {
  const isOk = await happens(
    scene,
    `${name} notices that its lease is gone`,
    () => scene.hasWoken(name),
    WAKE_WITHIN_MS,
  );
  return { isOk, what: `${name} was woken and ${isOk ? 'noticed' : 'did NOT notice'} that its lease is gone` };
}

async function judgeLabels(world: DemoWorld, scene: Scene, issues: number): Promise<Finding> {
  const numbers = Array.from({ length: issues }, (_, index) => index + 1);
  const isOk = await happens(
    scene,
    'labels follow',
    () => numbers.every((issue) => isLabelled(world, scene, issue)),
    LABELS_WITHIN_MS,
  );
  const wrong = numbers.filter((issue) => !isLabelled(world, scene, issue));
  return {
    isOk,
    what: isOk
      ? `all ${issues} issues are done, and their labels say so`
      : `not done or wrongly labelled: ${wrong.join(', ')}`,
  };
}

/** The owned labels are those of the status, and the label of a person is still there. */
function isLabelled({ simulator, settings }: DemoWorld, scene: Scene, issue: number): boolean {
  const map = labelMapOf(settings);
  const labels = simulator.repo(DEMO_PROJECT).labelsOf(issue);
  const owned = labels.filter((name) => isOwnedLabel(map, name));
  const wanted = wantedLabels(map, issue % 4 === 0 ? 'awaiting-response' : 'completed');
  return scene.isDone(issue) && labels.includes('task:misc') && owned.join() === wanted.join();
}

async function judgeIndexes({ workers }: DemoWorld): Promise<Finding> {
  const site = workers.context.sites.get(DEMO_PROJECT);
  if (site === undefined) return { isOk: false, what: 'the demo project is not served' };
  const { faults, checked } = await verifyIndexes(site.store, { rebuild: false });
  const record = await getIssue(site.store, 1);
  return {
    isOk: faults.length === 0 && record !== null,
    what: `${checked} records checked against their indexes: ${faults.length} faults`,
  };
}

async function happens(scene: Scene, what: string, isSo: () => boolean, withinMs: number): Promise<boolean> {
  return scene.until(what, isSo, withinMs).then(
    () => true,
    () => false,
  );
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
