/** All commands by name: one line of help each, and the file that is loaded when one is called. */

import type { Define } from './command.ts';

export interface CommandEntry {
  name: string;
  summary: string;
  load: () => Promise<{ define: Define }>;
}

export interface CommandGroup {
  title: string;
  commands: readonly CommandEntry[];
}

/** Loaded only when called: the start of the program stays quick however much a command needs. */
const entry = (name: string, summary: string): CommandEntry => ({
  name,
  summary,
  load: async () => (await import(`./commands/${name}.ts`)) as { define: Define },
});

export const COMMAND_GROUPS: readonly CommandGroup[] = [
  {
    title: 'Run Mirin',
    commands: [
      entry('up', 'Start everything here: Redis if none answers, workers, board; until Ctrl-C'),
      entry('worker', 'Start workers only'),
      entry('board', 'Start the board only'),
      entry('doctor', 'Check Redis, workers and GitHub, and say what to do'),
      entry('demo', 'Show a fleet at work, with a killed and a stopped member'),
    ],
  },
  {
    title: 'Work on issues',
    commands: [
      entry('run', 'Run a command while holding an issue'),
      entry('checkout', 'Take an issue for a while'),
      entry('heartbeat', 'Keep an issue that was taken'),
      entry('checkin', 'Hand an issue back'),
    ],
  },
  {
    title: 'Look',
    commands: [
      entry('status', 'Count issues, leases, labels to put right, workers, waiting jobs'),
      entry('issues', 'List issues'),
      entry('issue', 'Show one issue and its history'),
      entry('processes', 'List the processes that take issues'),
      entry('orphans', 'List issues whose holder is gone; repair them'),
    ],
  },
  {
    title: 'Put right',
    commands: [
      entry('release', 'Take an issue from its holder'),
      entry('quarantine', 'List or release issues that killed their holders'),
      entry('labels', 'Show or sync the labels on GitHub'),
      entry('verify', 'Compare the indexes with the issues; rebuild them'),
      entry('import', 'Take over the state of an original PoppoBuilder'),
    ],
  },
];
