/** Finds out whether the private Redis that the state file records still serves. */

import { RedisUnavailableError, RedisUnsuitableError } from '../errors.ts';
import type { RedisFacts } from '../redis/facts.ts';
import { isRunning, markOf, pidOf } from './process-mark.ts';
import type { Progress } from './progress.ts';
import { urlOf, type RedisState } from './state-file.ts';
import { untilServing } from './until-serving.ts';

/** A private Redis that answered just now, and its state, complete. */
export interface ServingRedis {
  state: RedisState;
  facts: RedisFacts;
}

/**
 * The recorded server; undefined when it has ended. One that lives but is silent is waited for, for `patienceMs`.
 * @throws RedisUnavailableError (`MIRIN_REDIS_UNAVAILABLE`) when it lives but stays silent: starting another one on
 * the same data would ruin them.
 * @throws RedisUnsuitableError (`MIRIN_REDIS_UNSUITABLE`) when another server than the recorded one uses the folder.
 */
export async function findServing(
  state: RedisState,
  patienceMs: number,
  onProgress?: Progress,
): Promise<ServingRedis | undefined> {
  const isGone = async () => state.mark === undefined || !(await isRunning(state.mark));
  const wait = { isGone, patienceMs, ...(onProgress && { onProgress }) };
  const facts = await untilServing(urlOf(state), wait).catch((error: unknown) => {
    throw silentError(state, error);
  });
  if (facts === undefined) return undefined;
  if (state.runId !== undefined && state.runId !== facts.runId) throw strangerError(facts);
  const mark = state.container === undefined ? { mark: await markOf(facts.processId) } : {};
  return { state: { ...state, ...mark, runId: facts.runId }, facts };
}

function silentError({ mark = '' }: RedisState, cause: unknown): RedisUnavailableError {
  const pid = pidOf(mark);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RedisUnavailableError(
    `the private Redis (pid ${pid}) runs but does not serve: ${reason}`,
    cause,
    `If it is stopped, let it go on (kill -CONT ${pid}); or end it (kill -KILL ${pid}) and start again.`,
  );
}

function strangerError({ processId }: RedisFacts): RedisUnsuitableError {
  return new RedisUnsuitableError(
    `a redis-server that Mirin did not start (pid ${processId}) runs on Mirin's own data folder`,
    `End it (kill ${processId}) and start again; two on one folder would ruin the data.`,
  );
}
