/** The steps that a story of one issue's labels is made of, and how they are drawn. */

import * as fc from 'fast-check';
import { CHECKIN_STATUSES, type CheckinStatus } from '../../queues/values.ts';
import type { SimulatedFailure } from '../../src/simulator/simulated-faults.ts';
import type { Edit } from './people.ts';

/** What one request, or some, of those to come will meet. */
export interface Trouble {
  method: 'GET' | 'POST' | 'DELETE';
  failure: SimulatedFailure;
  times: number;
  /** What becomes of the request: nothing, it is carried out, or it is only after so many ms. */
  fate: 'lost' | 'done' | { landsAfterMs: number };
}

export type Step =
  /** A free issue is taken, a held one handed back like this. */
  | { step: 'move'; as: CheckinStatus }
  /** The holder of the issue dies, and the issue is repaired. */
  | { step: 'orphan' }
  /** Somebody says that all begins anew. */
  | { step: 'reset' }
  /** A worker's pass over the labels; it dies after so many of its steps. */
  | { step: 'pass'; diesAfter: number | null }
  /** Two workers at once. */
  | { step: 'passes' }
  /** A worker tells of repairs; it dies after so many of its steps. */
  | { step: 'tell'; diesAfter: number | null }
  | { step: 'sweep' }
  | { step: 'wait'; ms: number }
  | { step: 'edit'; edit: Edit }
  | { step: 'trouble'; trouble: Trouble };

const LONGEST_LANDING_MS = 55_000;

const refusal = (status: number, message: string, headers: Record<string, string> = {}): SimulatedFailure => ({
  how: 'answer',
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest' },
  headers,
});

/** GitHub has read the request, and did nothing. */
const refusals: SimulatedFailure[] = [
  refusal(429, 'Too many requests', { 'retry-after': '17' }),
  refusal(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'),
  refusal(403, 'You have triggered an abuse detection mechanism.', { 'retry-after': '60' }),
  refusal(403, 'API rate limit exceeded for installation ID 7.', {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '1800000600',
    date: new Date(1_800_000_000_000).toUTCString(),
  }),
  refusal(403, 'Resource not accessible by integration'),
  refusal(403, 'Repository was archived so is read-only.'),
  refusal(401, 'Bad credentials'),
  refusal(404, 'Not Found'),
  refusal(410, 'This issue was deleted'),
  refusal(422, 'Validation Failed'),
];

/** Nobody can tell what became of the request. */
const silences: SimulatedFailure[] = [
  { how: 'reset' },
  { how: 'html' },
  refusal(500, 'Server Error'),
  refusal(503, 'No server is currently available to service your request.', { 'retry-after': '2' }),
];

const times = fc.oneof(
  { weight: 4, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 6 }) },
);
const method = fc.constantFrom('GET', 'POST', 'DELETE' as const);
const fate = fc.oneof(
  fc.constantFrom('lost', 'done' as const),
  fc.record({ landsAfterMs: fc.integer({ min: 1, max: LONGEST_LANDING_MS }) }),
);
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({ method, times, failure: fc.constantFrom(...refusals), fate: fc.constant('lost' as const) }),
  fc.record({ method, times, failure: fc.constantFrom(...silences), fate }),
  fc.record({ method, times, failure: fc.constant({ how: 'truncate' } as const), fate: fc.constant('done' as const) }),
);

const OWNED = ['processing', 'Awaiting-Response', 'completed', 'ERROR', 'quarantined'];
const PEOPLES = ['bug', 'Help Wanted', 'task:misc', 'processing soon', 'needs:answer'];
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      edit: fc.constantFrom('add', 'remove' as const),
      name: fc.constantFrom(...OWNED, ...PEOPLES),
    }),
  },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant('fill' as const), roomLeft: fc.integer({ min: 0, max: 1 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      edit: fc.constant('rename' as const),
      status: fc.constantFrom('processing', 'completed', 'error' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ edit: fc.constantFrom('lock', 'unlock' as const) }) },
);

/** Most workers live; those that die do so at any point of their work. */
const diesAfter = fc.option(fc.integer({ min: 0, max: 40 }), { freq: 3 });
const of = <S extends Step['step']>(step: S) => fc.constant(step);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ step: of('move'), as: fc.constantFrom(...CHECKIN_STATUSES) }) },
  { weight: 2, arbitrary: fc.record({ step: of('orphan') }) },
  { weight: 1, arbitrary: fc.record({ step: of('reset') }) },
  { weight: 8, arbitrary: fc.record({ step: of('pass'), diesAfter }) },
  { weight: 2, arbitrary: fc.record({ step: of('passes') }) },
  { weight: 2, arbitrary: fc.record({ step: of('tell'), diesAfter }) },
  { weight: 1, arbitrary: fc.record({ step: of('sweep') }) },
  { weight: 3, arbitrary: fc.record({ step: of('wait'), ms: fc.integer({ min: 1, max: 120_000 }) }) },
  { weight: 4, arbitrary: fc.record({ step: of('edit'), edit }) },
  { weight: 5, arbitrary: fc.record({ step: of('trouble'), trouble }) },
);

export interface Plot {
  /** Whether webhooks tell of what people do to labels; else only a sweep finds it. */
  hearsOfEdits: boolean;
  steps: Step[];
}

export const plots: fc.Arbitrary<Plot> = fc.record({
  hearsOfEdits: fc.boolean(),
  steps: fc.array(step, { minLength: 3, maxLength: 25 }),
});
