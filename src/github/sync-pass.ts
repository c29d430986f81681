/** One pass of label sync: brings the owned labels of one issue to what its state demands, and touches no others. */

import { GitHubError } from './errors.ts';
import type { GitHubFault } from './fault.ts';
import type { GitHubClient } from './github-client.ts';
import { IssueLabels } from './issue-labels.ts';
import { wantedLabels, type LabelMap } from './label-map.ts';
import type { LabelMarks, LabelledState, MarkAfterPass } from './label-marks.ts';
import { asMapped, type LabelNaming } from './label-naming.ts';
import { planLabels, type LabelPlan } from './label-plan.ts';
import type { Place, Repository } from './repository.ts';
import { SECOND_LOOK_MS, verdictOf, type SyncOutcome, type SyncVerdict } from './sync-outcome.ts';

export interface SyncRequest {
  /** A project's; only owner and name are read. */
  project: Place;
  issue: number;
  github: GitHubClient;
  marks: LabelMarks;
  map: LabelMap;
  /** What the labels are called now. Default: as the map says. */
  naming?: LabelNaming;
  /** New for each pass: marks tell passes apart by it. */
  passId: string;
}

/** How often one pass reads state and labels; what does not settle in so many rounds is left to a later pass. */
const MOST_ROUNDS = 3;

/** Makes the labels of one issue follow its state. Faults of GitHub's are outcomes; those of the marks are thrown. */
export async function syncLabels(request: SyncRequest): Promise<SyncOutcome> {
  return await new SyncPass(request).run();
}

/** How a round ended, and when state and labels are worth another look: never, at once, or after a pause. */
interface RoundEnd {
  verdict: SyncVerdict;
  lookAgain: 'no' | 'at-once' | 'after-pause';
}

const AFTER_CLOSE: Readonly<Record<MarkAfterPass, RoundEnd>> = {
  clean: { verdict: { outcome: 'in-sync' }, lookAgain: 'no' },
  // The next pass comes soon, and shows all that changed until then at once.
  'moved-on': { verdict: { outcome: 'moved-on' }, lookAgain: 'no' },
  'again-later': {
    verdict: { outcome: 'again-later', delayMs: SECOND_LOOK_MS, reason: 'a write of some pass may still land' },
    lookAgain: 'no',
  },
};

class SyncPass {
  readonly #request: SyncRequest;
  readonly #repository: Repository;
  readonly #labels: IssueLabels;
  readonly #naming: LabelNaming;
  readonly #added: string[] = [];
  readonly #removed: string[] = [];
  /** The state as the last round read it; its epoch is from before the pass was opened. */
  #state: LabelledState | undefined;
  #isOpen = false;
  #isAmbiguous = false;

  constructor(request: SyncRequest) {
    this.#request = request;
    this.#repository = request.github.repository(request.project);
    this.#labels = new IssueLabels(this.#repository, request.issue);
    this.#naming = request.naming ?? asMapped(request.map);
  }

  async run(): Promise<SyncOutcome> {
    let end = await this.#round();
    for (let round = 2; end.lookAgain !== 'no' && round <= MOST_ROUNDS; round += 1) {
      if (end.lookAgain === 'after-pause') await this.#repository.untilReread();
      end = await this.#round();
    }
    if (this.#isOpen) await this.#close({ isBrokenOff: true });
    return { ...end.verdict, requests: this.#repository.requestCount, added: this.#added, removed: this.#removed };
  }

  async #round(): Promise<RoundEnd> {
    try {
      await this.#apply(await this.#plan(await this.#readState()));
      return await this.#settle();
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      return await this.#afterFault(error.fault);
    }
  }

  /** Before the labels are read, so that whatever happens after is noticed at the close. */
  async #readState(): Promise<LabelledState> {
    const state = await this.#request.marks.read(this.#request.issue);
    const epoch = this.#isOpen && this.#state !== undefined ? this.#state.epoch : state.epoch;
    this.#state = { ...state, epoch };
    return state;
  }

  /** A name is confirmed only where it is about to be added: all else is seen by what the issue bears. */
  async #plan({ status, version, shownVersion }: LabelledState): Promise<LabelPlan> {
    const borne = await this.#labels.list();
    const present = borne.map(({ name }) => name);
    const wasShown = shownVersion === version;
    const planBy = (map: LabelMap) => planLabels(map, { present, wanted: wantedLabels(map, status), wasShown });
    const plan = planBy(await this.#naming.recognise(this.#repository, borne));
    return plan.add.length === 0 ? plan : planBy(await this.#naming.confirm(this.#repository, plan.add));
  }

  async #apply(plan: LabelPlan): Promise<void> {
    if (plan.add.length + plan.remove.length > 0) await this.#open();
    const steps = [() => this.#add(plan.add), () => this.#removeEach(plan.remove)];
    for (const step of plan.isRemoveFirst ? steps.toReversed() : steps) await step();
  }

  async #add(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    await this.#labels.add(names);
    this.#added.push(...names);
  }

  async #removeEach(names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.#labels.remove(name);
      this.#removed.push(name);
    }
  }

  async #open(): Promise<void> {
    if (this.#isOpen) return;
    await this.#request.marks.open(this.#request.issue, this.#request.passId);
    this.#isOpen = true;
  }

  /** The labels show what was read: compare-and-set against what the state is now. */
  async #settle(): Promise<RoundEnd> {
    return AFTER_CLOSE[await this.#close({ isBrokenOff: false })];
  }

  async #close({ isBrokenOff }: { isBrokenOff: boolean }): Promise<MarkAfterPass> {
    const { issue, passId, marks } = this.#request;
    const { version = '', epoch = '' } = this.#state ?? {};
    const pass = { passId, wasOpened: this.#isOpen, version, epoch, isAmbiguous: this.#isAmbiguous, isBrokenOff };
    const after = await marks.close(issue, pass);
    this.#isOpen = false;
    return after;
  }

  /** A write without an answer is never sent again blindly: the next round reads, and goes from what is there. */
  async #afterFault(fault: GitHubFault): Promise<RoundEnd> {
    this.#isAmbiguous ||= fault.isAmbiguousWrite;
    if (fault.kind === 'moved') return await this.#follow(fault);
    const verdict = verdictOf(fault);
    if (fault.isAmbiguousWrite || fault.kind === 'missing') return { verdict, lookAgain: 'after-pause' };
    return { verdict, lookAgain: fault.refusal === 'too-many-labels' ? 'at-once' : 'no' };
  }

  /** A renamed repository is followed; an issue that was taken to another one is no longer this project's. */
  async #follow(fault: GitHubFault): Promise<RoundEnd> {
    try {
      const hasMoved = await this.#repository.relocate();
      return { verdict: verdictOf(fault), lookAgain: hasMoved ? 'at-once' : 'no' };
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      return { verdict: verdictOf(error.fault), lookAgain: 'no' };
    }
  }
}
