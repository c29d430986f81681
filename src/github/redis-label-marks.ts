/** The label marks of a project, kept in Redis beside the state that they speak of. */

import { statusSchema } from '../../queues/values.ts';
import { toRedisFault } from '../redis/faults.ts';
import type { ProjectStore } from '../redis/project-store.ts';
import { closeLabelPass } from '../transitions/label-close.ts';
import { openLabelPass } from '../transitions/label-open.ts';
import { noteCorrection } from '../transitions/note-correction.ts';
import type { LabelMarks } from './label-marks.ts';

export function redisLabelMarks(store: ProjectStore): LabelMarks {
  return {
    read: async (issue) => {
      const key = store.keys.issue(issue)['issue'] ?? '';
      const names = ['status', 'version', 'labelEpoch', 'labelVersion'];
      const fields = await store.redis.hmget(key, ...names).catch((error: unknown) => {
        throw toRedisFault(error, 'reading the state of the labels');
      });
      const [status, version, epoch, shownVersion = null] = fields;
      return {
        status: status ? statusSchema.parse(status) : null,
        version: version ?? '0',
        shownVersion,
        epoch: epoch ?? '0',
      };
    },
    open: (issue, passId) => openLabelPass(store, issue, passId),
    close: async (issue, pass) => {
      // Before the close, which notes that the labels show this version.
      if (pass.wasOpened && !pass.isBrokenOff) await noteCorrection(store, issue, pass.version);
      return closeLabelPass(store, issue, pass);
    },
  };
}
