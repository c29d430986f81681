/** Label marks of one issue in memory, for tests of the pass alone; the real ones are kept in Redis. */

import type { Status } from '../../queues/values.ts';
import type { LabelMarks, LabelledState, MarkAfterPass, PassEnd } from '../../src/github/label-marks.ts';

export class MemoryLabelMarks implements LabelMarks {
  isDirty = true;
  readonly openPasses = new Set<string>();
  /** How often each was called. */
  readonly calls = { read: 0, open: 0, close: 0 };
  #status: Status | null;
  #version = 1;
  #epoch = 0;
  #shownVersion: string | null = null;

  constructor(status: Status | null) {
    this.#status = status;
  }

  /** The issue's state changes. */
  transition(status: Status | null): void {
    this.#status = status;
    this.#version += 1;
    this.isDirty = true;
  }

  read(): Promise<LabelledState> {
    this.calls.read += 1;
    return Promise.resolve({
      status: this.#status,
      version: String(this.#version),
      shownVersion: this.#shownVersion,
      epoch: String(this.#epoch),
    });
  }

  open(_issue: number, passId: string): Promise<void> {
    this.calls.open += 1;
    this.openPasses.add(passId);
    this.#epoch += 1;
    return Promise.resolve();
  }

  close(_issue: number, pass: PassEnd): Promise<MarkAfterPass> {
    this.calls.close += 1;
    const isAlone = this.#epoch === Number(pass.epoch) + (pass.wasOpened ? 1 : 0);
    if (pass.wasOpened) {
      this.openPasses.delete(pass.passId);
      this.#epoch += 1;
    }
    if (pass.version !== String(this.#version)) return Promise.resolve('moved-on');
    const isUnsettled = pass.isAmbiguous || pass.isBrokenOff;
    if (isUnsettled || !isAlone || this.openPasses.size > 0) return Promise.resolve('again-later');
    this.isDirty = false;
    this.#shownVersion = pass.version;
    return Promise.resolve('clean');
  }
}
