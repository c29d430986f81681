/** Counts how densely requests reach the GitHub simulator, in the figures by which GitHub limits an account. */

/** What GitHub counts a request as: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const READ_POINTS = 1;
const WRITE_POINTS = 5;
const MINUTE_MS = 60_000;

/** The densest that was ever seen. */
export interface TrafficFigures {
  /** Requests under way at once. */
  mostAtOnce: number;
  /** Points within any one minute: 1 for a read, 5 for a write. */
  mostPointsPerMinute: number;
  /** Between the arrivals of two writes, in ms; Infinity where there were not two. */
  shortestWriteGapMs: number;
  /** The same of comments. */
  shortestCommentGapMs: number;
}

export class SimulatedTraffic {
  readonly figures: TrafficFigures = {
    mostAtOnce: 0,
    mostPointsPerMinute: 0,
    shortestWriteGapMs: Infinity,
    shortestCommentGapMs: Infinity,
  };
  #atOnce = 0;
  #lastWriteAtMs = -Infinity;
  #lastCommentAtMs = -Infinity;
  #lastMinute: { atMs: number; points: number }[] = [];

  /** Notes a request that has come; returns how to say that it is over. */
  begin(method: string, path: string): () => void {
    const nowMs = performance.now();
    const isWrite = method !== 'GET';
    this.#notePoints(nowMs, isWrite ? WRITE_POINTS : READ_POINTS);
    if (isWrite) this.#noteWrite(nowMs, method === 'POST' && path.endsWith('/comments'));
    this.#atOnce += 1;
    this.figures.mostAtOnce = Math.max(this.figures.mostAtOnce, this.#atOnce);
    return () => (this.#atOnce -= 1);
  }

  #notePoints(nowMs: number, points: number): void {
    this.#lastMinute = [...this.#lastMinute.filter(({ atMs }) => atMs > nowMs - MINUTE_MS), { atMs: nowMs, points }];
    const sum = this.#lastMinute.reduce((before, request) => before + request.points, 0);
    this.figures.mostPointsPerMinute = Math.max(this.figures.mostPointsPerMinute, sum);
  }

  #noteWrite(nowMs: number, isComment: boolean): void {
    const { figures } = this;
    figures.shortestWriteGapMs = Math.min(figures.shortestWriteGapMs, nowMs - this.#lastWriteAtMs);
    this.#lastWriteAtMs = nowMs;
    if (!isComment) return;
    figures.shortestCommentGapMs = Math.min(figures.shortestCommentGapMs, nowMs - this.#lastCommentAtMs);
    this.#lastCommentAtMs = nowMs;
  }
}
