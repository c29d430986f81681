/** Which settings count for a project in the end. */

import { keyOfEntry } from './project-entries.ts';
import type { Settings } from './settings.ts';

/** The settings as they count for one project: its own go before those of all, status by status where these differ. */
export function settingsFor(settings: Settings, projectKey: string): Settings {
  const entry = Object.entries(settings.projectSettings).find(([name]) => keyOfEntry(name) === projectKey);
  if (entry === undefined) return settings;
  const [, own] = entry;
  return {
    ...settings,
    labelPrefix: own.labelPrefix ?? settings.labelPrefix,
    labels: { ...settings.labels, ...given(own.labels) },
    labelColors: { ...settings.labelColors, ...given(own.labelColors) },
    labelDescriptions: { ...settings.labelDescriptions, ...given(own.labelDescriptions) },
    retiredLabels: own.retiredLabels ?? settings.retiredLabels,
    labelMode: own.labelMode ?? settings.labelMode,
    repairComments: own.repairComments ?? settings.repairComments,
    commentLanguage: own.commentLanguage ?? settings.commentLanguage,
  };
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Without what is there, but undefined: it would overwrite the setting of all. */
function given<T extends object>(own: T | undefined): Given<T> {
  return Object.fromEntries(Object.entries(own ?? {}).filter(([, value]) => value !== undefined)) as Given<T>;
}
