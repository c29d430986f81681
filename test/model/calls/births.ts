/** Births: a process becomes known before it takes anything, and anew when its last life is over. */

import type { ProcessId } from '../../../queues/values.ts';
import { registerProcess } from '../../../src/transitions/register-process.ts';
import { NAMES, type Name, type Notes } from '../notes.ts';
import type { Session } from '../session.ts';
import * as participants from '../spec/participants.ts';
import { isAlive } from '../spec/world.ts';
import { theProcess, type WhichProcess } from '../subjects.ts';

/** Registers the process under the id that it has now. */
export async function register(session: Session, notes: Notes, name: Name): Promise<void> {
  const record = notes.recordOf(name);
  await session.same({
    name: 'register-process',
    asked: record.processId,
    spec: (world) => participants.register(world, record),
    real: (store) => registerProcess(store, record),
    kind: ({ outcome }) => outcome,
  });
}

/** Registers all, as a sequence begins. */
export async function registerAll(session: Session, notes: Notes): Promise<void> {
  for (const name of NAMES) await register(session, notes, name);
}

/** A new life under a new id. */
export async function bear(session: Session, notes: Notes, name: Name): Promise<void> {
  notes.bear(name);
  await register(session, notes, name);
}

/** The id of the process, which lives: it is born anew where its last life is over. */
export async function living(session: Session, notes: Notes, name: Name): Promise<ProcessId> {
  if (!isAlive(session.world, notes.idOf(name))) await bear(session, notes, name);
  return notes.idOf(name);
}

/** The id of whichever process is meant; `asItIs`: dead or alive. */
export async function come(session: Session, notes: Notes, which: WhichProcess, asItIs: boolean): Promise<ProcessId> {
  const isAnyLife = asItIs || 'holderOf' in which || which.isFormer;
  return isAnyLife ? theProcess(session.world, notes, which) : living(session, notes, which.name);
}
