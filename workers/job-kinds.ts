/** Every kind of job with its schema, its handler and its project. */

import { labelSyncSchema, orphanRepairSchema } from '../queues/follow-ups.ts';
import {
  type CheckinRequest,
  checkinRequestSchema,
  type CheckoutRequest,
  checkoutRequestSchema,
} from '../queues/requests.ts';
import type { MirinError } from '../src/errors.ts';
import { settle } from '../src/transitions/settle.ts';
import { handleCheckin } from './checkin-handler.ts';
import { handleCheckout } from './checkout-handler.ts';
import { handleLabelSync } from './label-sync-handler.ts';
import type { JobKind } from './loop.ts';
import { handleOrphanRepair } from './orphan-repair-handler.ts';
import type { Site, WorkerContext } from './site.ts';

/** Jobs of the shared queues name their project; those of a project's own queue belong to it. */
const named = ({ project }: { project: string }, { sites }: WorkerContext): Site | undefined => sites.get(project);

async function giveUp(request: CheckoutRequest | CheckinRequest, { store }: Site, { code }: MirinError): Promise<void> {
  await settle(store, request, code);
}

export const checkoutJob = (site: Site): JobKind<CheckoutRequest> => ({
  schema: checkoutRequestSchema,
  handle: handleCheckout,
  siteOf: () => site,
  giveUp,
});

export const checkinJob = (site: Site): JobKind<CheckinRequest> => ({
  schema: checkinRequestSchema,
  handle: handleCheckin,
  siteOf: () => site,
  giveUp,
});

export const labelSyncJob = { schema: labelSyncSchema, handle: handleLabelSync, siteOf: named };
export const orphanRepairJob = { schema: orphanRepairSchema, handle: handleOrphanRepair, siteOf: named };
