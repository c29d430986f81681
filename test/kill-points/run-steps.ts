/** All steps of `mirin run` and of its guard that a client does not take as well. */

import { AFTERWARDS, AROUND, type Steps } from './steps.ts';

export const RUN_STEPS: Steps = {
  'starting the guard': AROUND,
  'sending start': AROUND,
  'hearing started': AROUND,
  'sending trust': AROUND,
  'hearing ended': AROUND,
};

export const GUARD_STEPS: Steps = {
  'guard: hearing start': AROUND,
  'guard: starting the command': AROUND,
  'guard: sending started': AROUND,
  'guard: hearing trust': AROUND,
  'guard: sending SIGTERM': AROUND,
  'guard: sending SIGCONT': AROUND,
  'guard: sending SIGKILL': AROUND,
  'guard: sending ended': AROUND,
};

/** Of the steps that it takes as any client does, those after which more has to be ended than a client. */
export const SHARED_STEPS: Steps = {
  'hearing a reply': AFTERWARDS,
  heartbeat: AROUND,
  'addPrioritizedJob mirin-requests checkin': AROUND,
  'end-process': AROUND,
};
