/** Knows whether some worker writes to a project's GitHub: without one, its jobs would only pile up in their queue. */

import { monotonicMs } from '../src/client/redis-clock.ts';
import type { FollowUp } from '../src/enqueue/follow-ups.ts';
import type { ProjectStore } from '../src/redis/project-store.ts';

/** For so long a worker's word is good; it is given anew each second. */
const SERVED_MS = 30_000;
/** An answer is asked for again after so long. */
const KNOWN_MS = 1_000;

interface Known {
  isServed: boolean;
  untilMs: number;
}

export class LabelService {
  readonly #known = new Map<string, Known>();

  /** Says that this worker serves the project's labels. */
  async announce({ redis, keys }: ProjectStore, workerId: string): Promise<void> {
    await redis.set(keys.own.labels_served, workerId, 'PX', SERVED_MS);
    this.#known.set(keys.project, { isServed: true, untilMs: monotonicMs() + SERVED_MS });
  }

  /** Whether any worker does. */
  async isServed({ redis, keys }: ProjectStore): Promise<boolean> {
    const known = this.#known.get(keys.project);
    if (known !== undefined && known.untilMs > monotonicMs()) return known.isServed;
    const isServed = (await redis.exists(keys.own.labels_served)) === 1;
    this.#known.set(keys.project, { isServed, untilMs: monotonicMs() + KNOWN_MS });
    return isServed;
  }

  /** The follow-ups that somebody can carry out: marks outlast the jobs that are left out. */
  async feasible(store: ProjectStore, followUps: readonly FollowUp[]): Promise<readonly FollowUp[]> {
    if (!followUps.some(isForGitHub) || (await this.isServed(store))) return followUps;
    return followUps.filter((followUp) => !isForGitHub(followUp));
  }
}

const FOR_GITHUB: ReadonlySet<FollowUp['kind']> = new Set(['label-sync', 'repair-comment', 'operator-label']);
const isForGitHub = ({ kind }: FollowUp): boolean => FOR_GITHUB.has(kind);
