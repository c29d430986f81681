/** Words what happens in the demo, as it happens. */

import type { EventRecord } from '../../src/store/event-record.ts';
import type { LabelChange } from '../../src/simulator/simulated-repository.ts';
import type { FromChild } from './demo-messages.ts';

/** Seconds since the demo began, in front of each line. */
export class Story {
  readonly #startedMs = Date.now();
  readonly #say: (line: string) => void;
  readonly #refused = new Set<string>();

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  tell(who: string, what: string): void {
    const seconds = ((Date.now() - this.#startedMs) / 1000).toFixed(1).padStart(5);
    this.#say(`${seconds} s  ${who.padEnd(8)}  ${what}`);
  }

  tellEvent(event: EventRecord): void {
    const what = wordsOf(event);
    if (what !== undefined) this.tell(nameOf(event.processId) || 'mirin', what);
  }

  tellLabels({ issue, added, removed }: LabelChange): void {
    const changes = [...removed.map((name) => `-${name}`), ...added.map((name) => `+${name}`)];
    this.tell('github', `labels of #${issue}: ${changes.join(' ')}`);
  }

  /** A refusal is told once for each process and issue; they ask again and again. */
  tellChild(message: FromChild): void {
    if (message.type === 'refused') {
      const key = `${message.name} ${message.issue}`;
      if (this.#refused.has(key)) return;
      this.#refused.add(key);
    }
    const what = childWords(message);
    if (what !== undefined) this.tell(message.name, what);
  }
}

/** A process's name without the part that is new at each start. */
export const nameOf = (processId: string | undefined): string => processId?.split('~')[0] ?? '';

function wordsOf(event: EventRecord): string | undefined {
  const issue = `#${event.issue}`;
  switch (event.type) {
    case 'checkout.granted':
      return `claimed ${issue} (fence ${event.fence})`;
    case 'checkin.committed':
      return `handed ${issue} back: ${event.to}`;
    case 'process.unresponsive':
      return 'FOUND silent past its deadline, though its process lives';
    case 'orphan.repaired':
      return `REPAIRED ${issue}: its holder is ${event.cause}; ${event.to} again, and wanted`;
    case 'process.dead':
      return 'FOUND dead';
    default:
      return undefined;
  }
}

function childWords(message: FromChild): string | undefined {
  switch (message.type) {
    case 'refused':
      return `refused #${message.issue}: ${message.outcome}${message.holder ? ` by ${nameOf(message.holder)}` : ''}`;
    case 'working':
      return message.found === '' ? undefined : `goes on with #${message.issue}, finding: "${message.found}"`;
    case 'lost':
      return `WOKE UP and stopped working on #${message.issue}: its lease is gone`;
    case 'failed':
      return `could not ask: ${message.reason}`;
  }
}
