/** What requests were told: by the answers to their calls, and by the texts that Redis published and stored. */

import { decodeOutcome } from '../../src/transitions/decode-outcome.ts';
import type { Call, History } from './history.ts';

/** A call of a request that came back with an outcome. */
export interface Answer {
  call: Call;
  /** As JSON. */
  outcome: string;
  atMs: number;
}

export const ABANDONED = '["abandoned"]';
const KEY_REUSED = '["key-reused"]';

/** The calls that asked for a request to be carried out. */
export const requestCalls = ({ calls }: History): Call[] =>
  calls.filter(({ deed }) => deed === 'checkout' || deed === 'checkin');

export const answersTo = (calls: readonly Call[]): Answer[] =>
  calls.flatMap((call) =>
    call.end.how === 'answered' ? [{ call, outcome: call.end.outcome, atMs: call.end.atMs }] : [],
  );

export const isKeyReused = (outcome: string): boolean => outcome === '{"outcome":"key-reused"}';

/** An outcome's stored text as a client shows it. */
export const shown = (text: string): string => JSON.stringify(decodeOutcome(text));

/** Every text that was published or stored as a request's own outcome; `key-reused` is about another request. */
export function outcomeTexts({ published, stored }: History): Map<string, Set<string>> {
  const texts = new Map<string, Set<string>>();
  for (const [requestId, text] of [...published, ...Object.entries(stored)]) {
    if (text === KEY_REUSED) continue;
    texts.set(requestId, (texts.get(requestId) ?? new Set()).add(text));
  }
  return texts;
}

/** The fence in an outcome's stored text; undefined where nothing was granted. */
export function fenceGranted(text: string): string | undefined {
  const [tag, fence] = JSON.parse(text) as string[];
  return tag === 'granted' ? fence : undefined;
}

/** The fence in an outcome as a client shows it; undefined where nothing was granted. */
export function fenceAnswered(outcome: string): string | undefined {
  const { outcome: tag, fence } = JSON.parse(outcome) as { outcome: string; fence?: string };
  return tag === 'granted' ? fence : undefined;
}
