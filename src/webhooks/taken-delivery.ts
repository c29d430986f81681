/** What becomes of a webhook's delivery. */

/** What came of a delivery; also what GitHub's list of deliveries shows as the answer. */
export interface TakenDelivery {
  /**
   * - `marked`: a pass will look at the issue
   * - `damped`: its labels were put right too often, and are left alone for now
   * - `asked`: somebody asks for something by a label; who that is, and whether they may, is looked up
   * - `rechecked`: the labels of all issues of `projects` are compared
   * - `offered`: a worker looks whether it is work
   * - `told`: an operator has to see to it
   * - `repeated`: was here before
   * - `ignored`: nothing follows from it
   */
  outcome: 'marked' | 'damped' | 'asked' | 'rechecked' | 'offered' | 'told' | 'repeated' | 'ignored';
  /** Why nothing follows, or what happened. */
  reason?: string;
  projects?: readonly string[];
  project?: string;
  issue?: number;
  /** The one that a worker looks at; absent where it is the issue. */
  comment?: number;
  /** Whether a worker looks for work in it. */
  isOffered?: true;
}
