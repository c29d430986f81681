/** Which settings count for a project in the end. */

import { ownIntakeSettings } from './intake-settings.ts';
import { keyOfEntry, type OwnSettings } from './project-entries.ts';
import type { Settings } from './settings.ts';

/** What the project has otherwise, as it is given. */
export function ownSettingsOf({ projectSettings }: Settings, projectKey: string): OwnSettings | undefined {
  return Object.entries(projectSettings).find(([name]) => keyOfEntry(name) === projectKey)?.[1];
}

/** The labels and comments of one project, with all other settings: its own go before those of all, status by status where these differ. */
export function settingsFor(settings: Settings, projectKey: string): Settings {
  const own = ownSettingsOf(settings, projectKey);
  if (own === undefined) return settings;
  return {
    ...settings,
    ...intakeOf(own),
    labelPrefix: own.labelPrefix ?? settings.labelPrefix,
    labels: { ...settings.labels, ...given(own.labels) },
    labelColors: { ...settings.labelColors, ...given(own.labelColors) },
    labelDescriptions: { ...settings.labelDescriptions, ...given(own.labelDescriptions) },
    retiredLabels: own.retiredLabels ?? settings.retiredLabels,
    labelMode: own.labelMode ?? settings.labelMode,
    takeOverLabelled: own.takeOverLabelled ?? settings.takeOverLabelled,
    operatorLabels: own.operatorLabels ?? settings.operatorLabels,
    operatorLabelNames: { ...settings.operatorLabelNames, ...given(own.operatorLabelNames) },
    repairComments: own.repairComments ?? settings.repairComments,
    commentLanguage: own.commentLanguage ?? settings.commentLanguage,
  };
}

/** These count as a whole: a project with types of its own has no others. */
function intakeOf(own: Settings['projectSettings'][string]): Partial<Settings> {
  const names = Object.keys(ownIntakeSettings);
  return given(Object.fromEntries(Object.entries(own).filter(([name]) => names.includes(name))));
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Without what is there, but undefined: it would overwrite the setting of all. */
function given<T extends object>(own: T | undefined): Given<T> {
  return Object.fromEntries(Object.entries(own ?? {}).filter(([, value]) => value !== undefined)) as Given<T>;
}
