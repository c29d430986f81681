/** A step of a sequence: what fast-check generates, runs and shrinks. */

import type { AsyncCommand } from 'fast-check';
import type { Notes } from '../notes.ts';
import type { Session } from '../session.ts';

/** What the steps of one sequence share, beside the session. */
export interface Scene {
  notes: Notes;
}

export type Act = (session: Session, notes: Notes) => Promise<unknown>;

export class Step implements AsyncCommand<Scene, Session> {
  readonly #text: string;
  readonly #act: Act;

  /** `text` says in a counterexample what the step is. */
  constructor(text: string, act: Act) {
    this.#text = text;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  async run({ notes }: Scene, session: Session): Promise<void> {
    await this.#act(session, notes);
    await session.compare();
    notes.see(session.world);
  }

  toString(): string {
    return this.#text;
  }
}
