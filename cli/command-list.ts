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

/** Each file is loaded only when its command is called: the program starts quickly however much one of them needs. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  {
    title: 'Run Mirin',
    commands: [
      {
        name: 'up',
        summary: 'Start everything here: Redis if none answers, workers, board; until Ctrl-C',
        load: () => import('./commands/up.ts'),
      },
      { name: 'worker', summary: 'Start workers only', load: () => import('./commands/worker.ts') },
      { name: 'board', summary: 'Start the board only', load: () => import('./commands/board.ts') },
      {
        name: 'doctor',
        summary: 'Check Redis, workers and GitHub, and say what to do',
        load: () => import('./commands/doctor.ts'),
      },
      {
        name: 'demo',
        summary: 'Show a fleet at work, with a killed and a stopped member',
        load: () => import('./commands/demo.ts'),
      },
    ],
  },
  {
    title: 'Work on issues',
    commands: [
      { name: 'run', summary: 'Run a command while holding an issue', load: () => import('./commands/run.ts') },
      { name: 'lock', summary: 'Run a command while holding a named lock', load: () => import('./commands/lock.ts') },
      { name: 'checkout', summary: 'Take an issue for a while', load: () => import('./commands/checkout.ts') },
      { name: 'heartbeat', summary: 'Keep an issue that was taken', load: () => import('./commands/heartbeat.ts') },
      { name: 'checkin', summary: 'Hand an issue back', load: () => import('./commands/checkin.ts') },
    ],
  },
  {
    title: 'Look',
    commands: [
      {
        name: 'status',
        summary: 'Count issues, leases, labels to put right, workers, waiting jobs',
        load: () => import('./commands/status.ts'),
      },
      { name: 'issues', summary: 'List issues', load: () => import('./commands/issues.ts') },
      { name: 'issue', summary: 'Show one issue and its history', load: () => import('./commands/issue.ts') },
      {
        name: 'processes',
        summary: 'List the processes that take issues; drain or cancel one',
        load: () => import('./commands/processes.ts'),
      },
      {
        name: 'locks',
        summary: 'List named locks and who holds them; release one',
        load: () => import('./commands/locks.ts'),
      },
      {
        name: 'orphans',
        summary: 'List issues whose holder is gone; repair them',
        load: () => import('./commands/orphans.ts'),
      },
    ],
  },
  {
    title: 'Put right',
    commands: [
      { name: 'release', summary: 'Take an issue from its holder', load: () => import('./commands/release.ts') },
      {
        name: 'quarantine',
        summary: 'List or release issues that killed their holders',
        load: () => import('./commands/quarantine.ts'),
      },
      { name: 'labels', summary: 'Show or sync the labels on GitHub', load: () => import('./commands/labels.ts') },
      {
        name: 'intake',
        summary: 'Show or run the intake of issues as tasks',
        load: () => import('./commands/intake.ts'),
      },
      {
        name: 'processed',
        summary: 'Show or set which issues and comments are processed',
        load: () => import('./commands/processed.ts'),
      },
      {
        name: 'verify',
        summary: 'Compare the indexes with the issues; rebuild them',
        load: () => import('./commands/verify.ts'),
      },
      {
        name: 'import',
        summary: 'Take over the state of an original PoppoBuilder',
        load: () => import('./commands/import.ts'),
      },
    ],
  },
];
