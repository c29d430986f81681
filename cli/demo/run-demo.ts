/** The demo with an end: four processes, of which one is killed and one stopped, and a verdict on what Mirin made of it. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Settings } from '../../src/configuration/settings.ts';
import type { Log } from '../../src/log/log.ts';
import { watchEvents } from '../../src/store/watch-events.ts';
import { DEMO_PROJECT, DEAD_BOUND_MS, HUNG_BOUND_MS } from './demo-settings.ts';
import { type DemoWorld, startDemoWorld } from './demo-world.ts';
import { Fleet } from './fleet.ts';
import { judge, type Verdict } from './judge.ts';
import { Scene } from './scene.ts';
import { Story } from './story.ts';

const ISSUES = 14;
const KILLED = 'cedar';
const STOPPED = 'dogwood';
const END_WITHIN_MS = 90_000;

/** Plays the demo; the verdict says whether every issue ended as it should. */
export async function runDemo(user: Settings, log: Log, say: (line: string) => void): Promise<Verdict> {
  const story = new Story(say);
  say('This is a demo: the GitHub in it is a local simulator, the Redis is its own, the four processes are real.');
  const world = await startDemoWorld(user, log, (line) => story.tell('mirin', line));
  const scene = new Scene(story);
  const fleet = new Fleet(world.redisUrl, (message) => scene.hear(message));
  const watching = follow(world, scene);
  const stopLabels = world.simulator.onLabelChange((change) => story.tellLabels(change));
  try {
    await play(world, fleet, scene);
    return await judge(world, scene, {
      issues: ISSUES,
      deaths: [
        { name: KILLED, what: 'killed (SIGKILL)', boundMs: DEAD_BOUND_MS },
        { name: STOPPED, what: 'stopped (SIGSTOP)', boundMs: HUNG_BOUND_MS },
      ],
      woken: STOPPED,
    });
  } finally {
    await fleet.stop();
    stopLabels();
    await watching.stop();
    await world.stop();
  }
}

/** Each event of Redis, as it happens, goes into the scene. */
function follow(world: DemoWorld, scene: Scene): { stop(): Promise<void> } {
  const ending = new AbortController();
  const site = world.workers.context.sites.get(DEMO_PROJECT);
  const reading = (async () => {
    if (site === undefined) return;
    for await (const event of watchEvents(site.store, { signal: ending.signal, after: '0' })) scene.note(event);
  })();
  return {
    stop: async () => {
      ending.abort();
      await reading.catch(() => undefined);
    },
  };
}

async function play(world: DemoWorld, fleet: Fleet, scene: Scene): Promise<void> {
  const repository = world.simulator.repo(DEMO_PROJECT);
  const issues = Array.from({ length: ISSUES }, () => repository.createIssue({ labels: ['task:misc'] }));
  const showOpen = (): void => fleet.show(issues.filter((issue) => !scene.isDone(issue)));
  scene.onChange(showOpen);
  for (const name of [KILLED, STOPPED]) fleet.start({ name, isSlow: true });
  showOpen();
  await Promise.all(
    [KILLED, STOPPED].map((name) => scene.until(`${name} claims an issue`, () => scene.workOf(name), 20_000)),
  );
  for (const name of ['alder', 'birch']) fleet.start({ name, isSlow: false });
  await pause(1_500);
  strike(fleet, scene, KILLED, 'SIGKILL');
  await pause(500);
  strike(fleet, scene, STOPPED, 'SIGSTOP');
  await scene.until('every orphan is repaired', () => scene.repairs >= 2, END_WITHIN_MS);
  scene.story.tell('demo', `${STOPPED} is woken (SIGCONT)`);
  fleet.signal(STOPPED, 'SIGCONT');
  await scene.until('every issue is done', () => issues.every((issue) => scene.isDone(issue)), END_WITHIN_MS);
}

function strike(fleet: Fleet, scene: Scene, name: string, signal: NodeJS.Signals): void {
  const issue = scene.workOf(name);
  scene.story.tell('demo', `${name} gets ${signal} while it holds #${issue}`);
  scene.noteDeath(name);
  fleet.signal(name, signal);
}
