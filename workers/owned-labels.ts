/** The owned labels of a project that a worker serves; renames that it finds are told in its log. */

import { settingsFor } from '../src/configuration/settings-for.ts';
import { labelMapOf } from '../src/github/label-map.ts';
import { OwnedLabels } from '../src/github/owned-labels.ts';
import type { Site, WorkerContext } from './site.ts';

export function ownedLabels(
  { project, store }: Site,
  { settings, log }: Pick<WorkerContext, 'settings' | 'log'>,
): OwnedLabels {
  return new OwnedLabels({
    store,
    configured: labelMapOf(settingsFor(settings, project.key)),
    onRename: ({ from, to }) => log.event('labels.renamed', { project: project.name, from, to }),
  });
}
