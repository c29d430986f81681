/** Ends a label pass and takes the dirty mark away if that is safe. */

import { clockArgs, type ProjectStore } from '../redis/project-store.ts';
import { defineScript } from '../redis/script.ts';
import { fieldsOf, unexpectedReply } from './reply.ts';

const script = defineScript(new URL('./label-close.lua', import.meta.url));

export interface LabelPass {
  passId: string;
  /** Whether the pass wrote, and so was opened. */
  wasOpened: boolean;
  /** Version of the issue's state that the pass brought to the labels. */
  version: string;
  epoch: string;
  /** Whether a write got no answer and may land late. */
  isAmbiguous: boolean;
  /** Whether the pass ended before the labels showed the state. */
  isBrokenOff: boolean;
}

export type LabelCloseOutcome = 'clean' | 'moved-on' | 'again-later';

export async function closeLabelPass(store: ProjectStore, issue: number, pass: LabelPass): Promise<LabelCloseOutcome> {
  const reply = await script.run(
    store.redis,
    { ...store.keys.own, ...store.keys.issue(issue) },
    {
      ...clockArgs(store),
      issue,
      pass_id: pass.passId,
      was_opened: pass.wasOpened ? 1 : 0,
      version_read: pass.version,
      epoch_read: pass.epoch,
      is_ambiguous: pass.isAmbiguous ? 1 : 0,
      is_broken_off: pass.isBrokenOff ? 1 : 0,
    },
  );
  const fields = fieldsOf(reply, 'label-close');
  const [outcome] = fields;
  if (outcome === 'clean' || outcome === 'moved-on' || outcome === 'again-later') return outcome;
  return unexpectedReply(fields, 'label-close');
}
