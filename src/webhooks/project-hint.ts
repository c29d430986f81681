/** Reads deliveries that concern a whole project: those after which all labels are compared, and those to be told of. */

import type { Delivery } from './payload.ts';

export interface ProjectHint {
  /** Whether the labels of all issues may differ now; otherwise an operator has to see to it. */
  isRecheck: boolean;
  /** What happened, for people. */
  what: string;
}

/** By event and action. A changed colour or description is nobody's drift. */
const HINTS: Readonly<Record<string, ProjectHint>> = {
  'label.deleted': recheck('a label was deleted, and with it taken off all issues'),
  'label.edited': recheck('a label was renamed'),
  'repository.unarchived': recheck('the repository can be written to again'),
  'installation.created': recheck('the App was installed'),
  'installation.unsuspend': recheck('the App may work again'),
  'installation.new_permissions_accepted': recheck('the App was given other rights'),
  'installation_repositories.added': recheck('the App was let into repositories'),
  'repository.renamed': told('the repository was renamed: name it so in `projects`; until then the sweep follows it'),
  'repository.transferred': told('the repository has another owner: name it so in `projects`, and see to its token'),
  'repository.archived': told('the repository was archived: labels wait until it can be written to again'),
  'repository.deleted': told('the repository was deleted: take it out of `projects`'),
  'installation.deleted': told('the App was uninstalled: its labels can not be changed any more'),
  'installation.suspend': told('the App was suspended: labels wait until it may work again'),
  'installation_repositories.removed': told('the App was shut out of repositories: their labels wait'),
};

/** `isOwned`: whether Mirin owns a label of this name. */
export function projectHintOf(
  { event, payload }: Pick<Delivery, 'event' | 'payload'>,
  isOwned: (name: string) => boolean,
): ProjectHint | undefined {
  const hint = HINTS[`${event}.${payload.action ?? ''}`];
  if (event !== 'label') return hint;
  const formerName = payload.changes?.name?.from;
  if (payload.action === 'edited' && formerName === undefined) return undefined;
  const names = [payload.label?.name, formerName].filter((name) => name !== undefined);
  return names.some(isOwned) ? hint : undefined;
}

function recheck(what: string): ProjectHint {
  return { isRecheck: true, what };
}

function told(what: string): ProjectHint {
  return { isRecheck: false, what };
}
