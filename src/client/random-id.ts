/** Makes ids that nobody can have made before. */

import { randomBytes } from 'node:crypto';
import type { ProcessId, RequestId } from '../../queues/values.ts';

const random = (): string => randomBytes(12).toString('base64url');

export const newRequestId = (): RequestId => `r${random()}` as RequestId;

/** The process's name and a part that is new at every start. */
export const newProcessId = (name: string): ProcessId => `${name}~${random()}` as ProcessId;
