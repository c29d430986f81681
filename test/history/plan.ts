/** What the clients of one history are to do and when: decided by its seed alone. */

import { CHECKIN_STATUSES, type CheckinStatus } from '../../queues/values.ts';
import { Dice } from './dice.ts';

/** `full`: the public client · `bare`: its parts, with the beats in the main thread · `shell`: one that never beats. */
export type SeatKind = 'full' | 'bare' | 'shell';

/** What one client does, whichever programs sit in its place one after the other. */
export interface SeatPlan {
  readonly kind: SeatKind;
  readonly steps: readonly Step[];
  /** How long it works on each task that it gets, in ms; undefined = it takes none. */
  readonly workMs: number | undefined;
}

/** Which of its leases a step is about: `past` is one that ended or was lost, of the step's issue if there is one. */
export type Which = 'oldest' | 'newest' | 'past';

export type Step = { readonly atMs: number } & Act;

export type Act =
  | { do: 'checkout'; issue: number; timeoutMs: number; reopen: boolean; adopt: boolean }
  | { do: 'checkin'; which: Which; issue: number; status: CheckinStatus; timeoutMs: number }
  /** The same request once more, `back` requests ago. */
  | { do: 'repeat'; back: number; timeoutMs: number }
  /** Several at once, which travel together. */
  | { do: 'burst'; issues: number; timeoutMs: number }
  /** Two jobs of one request at once. */
  | { do: 'twice'; issue: number }
  /** The id of an earlier request, with other content. */
  | { do: 'reuse'; back: number; issue: number }
  | { do: 'outcome'; back: number }
  /** A beat by hand. */
  | { do: 'beat'; which: Which; issue: number }
  | { do: 'let-go' }
  | { do: 'with-issue'; issue: number; workMs: number; status: CheckinStatus; fails: boolean }
  | { do: 'release'; issue: number }
  | { do: 'release-quarantine'; issue: number }
  | { do: 'reset'; issue: number }
  | { do: 'repair'; issue: number }
  /** Ends in order, and begins anew. */
  | { do: 'reconnect' };

type Doing = Act['do'];
type Weights = Readonly<Partial<Record<Doing, number>>>;

const REQUESTS: Weights = { checkout: 24, checkin: 28, burst: 5, repeat: 9, twice: 6, reuse: 5, outcome: 4, beat: 7 };
const OPERATIONS: Weights = { release: 3, 'release-quarantine': 5, reset: 1, repair: 5 };
const WEIGHTS: Readonly<Record<SeatKind, Weights>> = {
  full: { ...REQUESTS, ...OPERATIONS, 'let-go': 4, 'with-issue': 12, reconnect: 3 },
  bare: { ...REQUESTS, ...OPERATIONS },
  shell: { checkout: 8, checkin: 8, repeat: 3, beat: 4 },
};

/** Long enough for a machine under load, and too short for any. */
const PATIENT_MS = 8_000;
const HASTY_MS = [100, 150, 250, 400];

/** So few can never run out at once in such a number that a brake would keep them from repair. */
const MOST_ISSUES = 5;

/** A shell's lease lives for its TTL after whatever it did last, so it has its say early. */
const SHELL_SHARE = 0.3;

export function planHistory(seed: number, lengthMs: number): readonly SeatPlan[] {
  const dice = new Dice(seed);
  const issues = dice.between(2, MOST_ISSUES);
  const kinds: readonly SeatKind[] = [
    dice.isLucky(0.35) ? 'full' : 'bare',
    'bare',
    dice.isLucky(0.3) ? 'shell' : 'bare',
  ];
  return kinds.map((kind) => {
    const untilMs = kind === 'shell' ? lengthMs * SHELL_SHARE : lengthMs;
    const count = kind === 'shell' ? dice.between(3, 8) : dice.between(16, 26);
    const moments = dice.moments(count, 0, Math.floor(untilMs));
    const steps = moments.map((atMs) => ({ atMs, ...planAct(dice, kind, issues) }));
    return { kind, steps, workMs: kind === 'full' && dice.isLucky(0.8) ? dice.between(100, 1_500) : undefined };
  });
}

/** What the dice decide for every act alike. */
interface Chances {
  issue: number;
  issues: number;
  timeoutMs: number;
  back: number;
  which: Which;
  status: CheckinStatus;
}

const about =
  <D extends Doing>(doing: D) =>
  ({ issue }: Chances) => ({ do: doing, issue });

const ACTS: { readonly [D in Doing]: (chances: Chances, dice: Dice) => Act & { do: D } } = {
  checkout: ({ issue, timeoutMs }, dice) => {
    return { do: 'checkout', issue, timeoutMs, reopen: dice.isLucky(0.5), adopt: dice.isLucky(0.25) };
  },
  burst: ({ issues, timeoutMs }) => ({ do: 'burst', issues, timeoutMs }),
  twice: about('twice'),
  checkin: ({ which, issue, status, timeoutMs }) => ({ do: 'checkin', which, issue, status, timeoutMs }),
  repeat: ({ back, timeoutMs }) => ({ do: 'repeat', back, timeoutMs }),
  reuse: ({ back, issue }) => ({ do: 'reuse', back, issue }),
  outcome: ({ back }) => ({ do: 'outcome', back }),
  beat: ({ which, issue }) => ({ do: 'beat', which, issue }),
  'let-go': () => ({ do: 'let-go' }),
  'with-issue': ({ issue, status }, dice) => {
    return { do: 'with-issue', issue, workMs: dice.between(50, 3_000), status, fails: dice.isLucky(0.2) };
  },
  release: about('release'),
  'release-quarantine': about('release-quarantine'),
  reset: about('reset'),
  repair: about('repair'),
  reconnect: () => ({ do: 'reconnect' }),
};

function planAct(dice: Dice, kind: SeatKind, issues: number): Act {
  const doing = dice.weigh(WEIGHTS[kind] as Record<Doing, number>);
  const chances: Chances = {
    issue: dice.between(1, issues),
    issues,
    timeoutMs: dice.isLucky(0.2) ? dice.pick(HASTY_MS) : PATIENT_MS,
    back: dice.between(1, 5),
    which: dice.pick<Which>(['oldest', 'newest', 'past']),
    status: dice.pick(CHECKIN_STATUSES),
  };
  return ACTS[doing](chances, dice);
}
