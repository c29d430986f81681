/** The mark that every process of a guarded command bears in its environment, wherever it has moved to since. */

import { randomUUID } from 'node:crypto';

/** The environment variable that carries the mark. */
export const RUN_ID_VARIABLE = 'MIRIN_RUN_ID';

export interface RunId {
  /** New with every run. */
  id: string;
  /** What the command's environment says: the ids of the runs around this one come first, since each ends its own. */
  mark: string;
}

/** A new id for a run that is started in `env`, which may itself belong to a guarded command. */
export function newRunId(env: NodeJS.ProcessEnv): RunId {
  const id = randomUUID();
  const outer = env[RUN_ID_VARIABLE];
  return { id, mark: outer === undefined || outer === '' ? id : `${outer}.${id}` };
}

/** Whether an environment, as text with any separator, bears the mark of this run or of one inside it. */
export function bearsMark(environment: string, id: string): boolean {
  return new RegExp(`(?:^|[\\0\\s])${RUN_ID_VARIABLE}=[A-Za-z0-9.-]*${id}`).test(environment);
}
