/** Says whether a project is to be swept for work. */

import { settingsFor } from '../src/configuration/settings-for.ts';
import type { FollowUp } from '../src/enqueue/follow-ups.ts';
import { isIntakeOn } from '../src/intake/intake-record.ts';
import type { Site, WorkerContext } from './site.ts';

/** Also one last time after it was switched off, so that it is off for all. */
export async function intakeFollowUps({ project, store }: Site, { settings }: WorkerContext): Promise<FollowUp[]> {
  const isOn = settingsFor(settings, project.key).intake !== 'off' || (await isIntakeOn(store));
  return isOn ? [{ kind: 'intake-sweep' }] : [];
}
