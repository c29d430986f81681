/** What Mirin reads of a webhook's payload; all else in it is nobody's business here. */

import { z } from 'zod';
import { issueNumberSchema } from '../../queues/values.ts';

const named = z.object({ name: z.string() });
const repository = z.object({ full_name: z.string(), html_url: z.string().optional() });

/** Every field may be missing: GitHub leaves out `label` of an event whose label is gone by the time it is sent. */
const payload = z.object({
  action: z.string().optional(),
  repository: repository.optional(),
  issue: z
    .object({ number: issueNumberSchema, labels: z.array(named).optional(), pull_request: z.unknown().optional() })
    .optional(),
  comment: z.object({ id: z.number(), user: z.object({ type: z.string().optional() }).nullish() }).optional(),
  label: named.optional(),
  changes: z.object({ name: z.object({ from: z.string() }).optional() }).optional(),
});

export type WebhookPayload = z.output<typeof payload>;

/** Other events have fields of the same names and another form. */
const other: z.ZodType<WebhookPayload> = z.object({});
/** What happened to a repository itself, or to an installation, is told by its action alone. */
const whole: z.ZodType<WebhookPayload> = payload.pick({ action: true, repository: true });

const SCHEMAS: Readonly<Record<string, z.ZodType<WebhookPayload>>> = {
  issues: payload,
  issue_comment: payload,
  label: payload,
  repository: whole,
  installation: whole,
  installation_repositories: whole,
};

/** The form of an event's payload, as far as Mirin makes anything of it. */
export const payloadSchemaOf = (event: string): z.ZodType<WebhookPayload> => SCHEMAS[event] ?? other;

/** One delivery, its signature checked. */
export interface Delivery {
  /** `X-GitHub-Delivery`: the same for a delivery that is sent again. */
  id: string;
  /** `X-GitHub-Event`. */
  event: string;
  payload: WebhookPayload;
}
