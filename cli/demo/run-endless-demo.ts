/** The demo without an end: what `mirin up` shows while no project is configured. */

import type { Settings } from '../../src/configuration/settings.ts';
import type { Log } from '../../src/log/log.ts';
import { watchEvents } from '../../src/store/watch-events.ts';
import { boardNotice } from '../up/board-notice.ts';
import { serveBoard } from '../up/serve-board.ts';
import { Stops } from '../up/stops.ts';
import { DEMO_PROJECT } from './demo-settings.ts';
import { type DemoWorld, startDemoWorld } from './demo-world.ts';
import { Fleet } from './fleet.ts';
import { Scene } from './scene.ts';
import { Story } from './story.ts';

const CREW = ['alder', 'birch', 'cedar', 'dogwood'];
const NEW_ISSUE_EVERY_MS = 1_500;
const MOST_OPEN = 8;
const STRIKE_EVERY_MS = 20_000;

/** Shows a fleet at work until `until` says that it is enough. */
export async function runEndlessDemo(
  user: Settings,
  log: Log,
  say: (line: string) => void,
  until: () => Promise<unknown>,
): Promise<void> {
  const stops = new Stops();
  const story = new Story(say);
  const scene = new Scene(story);
  try {
    const world = await startDemoWorld(user, log, say);
    stops.add(() => world.stop());
    const board = await serveBoard(world.settings, world.redisUrl, log);
    stops.add(() => board.stop());
    say(welcome(boardNotice(board)));
    const fleet = new Fleet(world.redisUrl, (message) => scene.hear(message));
    stops.add(() => fleet.stop());
    stops.add(follow(world, scene));
    stops.add(keepBusy(world, fleet, scene));
    await until();
    say('\nstopping the demo …');
  } finally {
    await stops.run();
  }
}

const welcome = (board: readonly string[]): string =>
  [
    '',
    'This is a DEMO: no project is configured. Four real processes work on the issues of a simulated GitHub,',
    'and now and then one of them is killed, so that you can see how its issue is found and repaired.',
    ...board,
    '',
    'To use it in earnest, stop it (Ctrl-C) and name your repository and a token that may label its issues:',
    '  MIRIN_PROJECT=owner/repo GITHUB_TOKEN=… npm start',
    'The same settings can stand in mirin.config.json: docs/configuration.md.',
    '',
  ].join('\n');

function follow(world: DemoWorld, scene: Scene): () => Promise<void> {
  const ending = new AbortController();
  const site = world.workers.context.sites.get(DEMO_PROJECT);
  const stopLabels = world.simulator.onLabelChange((change) => scene.story.tellLabels(change));
  const reading = (async () => {
    if (site === undefined) return;
    for await (const event of watchEvents(site.store, { signal: ending.signal, after: '0' })) scene.note(event);
  })();
  return async () => {
    stopLabels();
    ending.abort();
    await reading.catch(() => undefined);
  };
}

/** New issues come in, and from time to time a process is killed and another takes its place. */
function keepBusy(world: DemoWorld, fleet: Fleet, scene: Scene): () => Promise<void> {
  const repository = world.simulator.repo(DEMO_PROJECT);
  const open = new Set<number>();
  const showOpen = (): void => {
    for (const issue of open) if (scene.isDone(issue)) open.delete(issue);
    fleet.show([...open]);
  };
  const addIssue = (): void => {
    if (open.size < MOST_OPEN) open.add(repository.createIssue({ labels: ['task:misc'] }));
    showOpen();
  };
  let struck = 0;
  const strike = (): void => {
    const name = CREW[struck % CREW.length] ?? '';
    struck += 1;
    scene.story.tell('demo', `${name} gets SIGKILL`);
    fleet.signal(name, 'SIGKILL');
    fleet.start({ name, isSlow: false });
    showOpen();
  };
  scene.onChange(showOpen);
  for (const name of CREW) fleet.start({ name, isSlow: false });
  addIssue();
  const timers = [setInterval(addIssue, NEW_ISSUE_EVERY_MS), setInterval(strike, STRIKE_EVERY_MS)];
  return async () => timers.forEach((timer) => clearInterval(timer));
}
