/** What the demo and its child processes tell each other. */

/** How a child starts; the connection comes in its environment. */
export interface DemoChildOptions {
  name: string;
  /** Works on its first issue without end, so that something can happen to it. */
  isSlow: boolean;
}

export type FromChild =
  | { type: 'refused'; name: string; issue: number; outcome: string; holder?: string }
  | { type: 'working'; name: string; issue: number; fence: string; attempt: number; found: string }
  | { type: 'lost'; name: string; issue: number; reason: string }
  | { type: 'failed'; name: string; reason: string };

/** The issues that are open, as the demo sees them. */
export interface ToChild {
  type: 'issues';
  open: number[];
}
