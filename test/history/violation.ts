/** What the checker reports: which promise was broken, by what. */

/** What must hold of every history, whatever went wrong while it was made. */
export const INVARIANTS = {
  'one-lease': 'at most one current lease for each issue',
  'rising-fences': 'fences strictly increase',
  'current-only': 'no change from a lease that is not current',
  'one-outcome': 'exactly one outcome for each request, repeats byte-equal',
  'no-effect': 'a refused request has no effect',
  'no-loss': 'what was answered did happen, once, between call and answer',
  'all-answered': 'every accepted request has its outcome in the end',
  'beating-lives': 'no beating holder is repaired or called dead',
  'one-death': 'one death, one count, one requeue',
  'in-time': 'every orphan is repaired within the stated bound',
  'state-follows': 'the state is what the events led to',
  'indexes-equal': 'indexes equal the hashes',
  'own-keys': 'no key outside its project’s hash tag',
  'known-faults': 'clients get no error but those that the faults explain',
} as const;

export type Invariant = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
  readonly issue?: number | undefined;
  readonly fence?: string | undefined;
  /** Ids of the events that show it. */
  readonly events?: readonly string[];
}
