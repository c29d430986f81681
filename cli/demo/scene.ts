/** What has happened in the demo so far, and waiting for what is to happen. */

import { setTimeout as pause } from 'node:timers/promises';
import { MirinError } from '../../src/errors.ts';
import type { EventRecord } from '../../src/store/event-record.ts';
import type { FromChild } from './demo-messages.ts';
import { nameOf, type Story } from './story.ts';

const LOOK_EVERY_MS = 50;

export interface Repair {
  issue: number;
  /** Name of the holder that was lost. */
  name: string;
  atMs: number;
  isCounted: boolean;
}

export class Scene {
  readonly story: Story;
  readonly #status = new Map<number, string>();
  readonly #work = new Map<string, number>();
  readonly #deaths = new Map<string, { issue: number; atMs: number }>();
  readonly #repairs: Repair[] = [];
  readonly #woken = new Set<string>();
  #changed: () => void = () => undefined;

  constructor(story: Story) {
    this.story = story;
  }

  /** Calls `listener` after each change of an issue. */
  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  hear(message: FromChild): void {
    if (message.type === 'working') this.#work.set(message.name, message.issue);
    if (message.type === 'lost') this.#woken.add(message.name);
    this.story.tellChild(message);
  }

  note(event: EventRecord): void {
    if (event.issue !== undefined && event.to !== undefined) this.#status.set(event.issue, event.to);
    if (event.type === 'orphan.repaired') this.#noteRepair(event);
    this.story.tellEvent(event);
    this.#changed();
  }

  noteDeath(name: string): void {
    this.#deaths.set(name, { issue: this.#work.get(name) ?? 0, atMs: Date.now() });
  }

  /** The issue that this process works on, or worked on last. */
  workOf(name: string): number | undefined {
    return this.#work.get(name);
  }

  get repairs(): number {
    return this.#repairs.length;
  }

  isDone(issue: number): boolean {
    const status = this.#status.get(issue);
    return status === 'completed' || status === 'awaiting-response';
  }

  hasWoken(name: string): boolean {
    return this.#woken.has(name);
  }

  /** What became of the issue that this process held when it was struck. */
  repairOf(name: string): { issue: number; afterMs: number; isCounted: boolean; times: number } | undefined {
    const death = this.#deaths.get(name);
    const repairs = this.#repairs.filter((repair) => repair.name === name && repair.issue === death?.issue);
    const [first] = repairs;
    if (death === undefined || first === undefined) return undefined;
    return { issue: first.issue, afterMs: first.atMs - death.atMs, isCounted: first.isCounted, times: repairs.length };
  }

  /** Waits for a fact. @throws MirinError (`MIRIN_TIMED_OUT`) that says what did not happen */
  async until(what: string, isSo: () => unknown, withinMs: number): Promise<void> {
    const endMs = Date.now() + withinMs;
    while (!isSo()) {
      if (Date.now() > endMs)
        throw new MirinError('MIRIN_TIMED_OUT', `the demo waited ${withinMs / 1000} s in vain: ${what}`);
      await pause(LOOK_EVERY_MS);
    }
  }

  #noteRepair(event: EventRecord): void {
    const { issue = 0, atMs, processId, isCounted = false } = event;
    this.#repairs.push({ issue, name: nameOf(processId), atMs, isCounted });
  }
}
