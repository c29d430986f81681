/** Reads a delivery as a hint: which issue of which project is worth a look. What is true is read again from GitHub. */

import { projectSchema } from '../../queues/project.ts';
import type { LabelSighting } from '../github/label-drift.ts';
import type { Delivery, WebhookPayload } from './payload.ts';

export interface IssueHint {
  /** Lower-cased. */
  project: string;
  issue: number;
  sighting: LabelSighting;
}

/** The hint, or in a few words why there is none. */
export function hintOf({ event, payload }: Pick<Delivery, 'event' | 'payload'>): IssueHint | string {
  if (event !== 'issues') return `nothing follows from ${event}`;
  const project = projectOf(payload);
  if (project === undefined) return 'no repository is named';
  if (payload.issue === undefined) return 'no issue is named';
  return { project, issue: payload.issue.number, sighting: sightingOf(payload, payload.issue) };
}

/** The key of the project that a payload names. The page's address tells an Enterprise Server's repository from github.com's of the same name. */
export function projectOf({ repository }: WebhookPayload): string | undefined {
  const { full_name: name = '', html_url: url = '' } = repository ?? {};
  const host = URL.canParse(url) ? new URL(url).hostname : 'github.com';
  const parsed = projectSchema.safeParse(`${host}/${name}`);
  return parsed.success ? parsed.data.key : undefined;
}

/** The list in the payload may be from before or after the change that it tells of: one label's change stands alone. */
function sightingOf({ action, label }: WebhookPayload, issue: NonNullable<WebhookPayload['issue']>): LabelSighting {
  switch (action) {
    case 'labeled':
      return label === undefined ? { seen: 'unclear' } : { seen: 'added', name: label.name };
    case 'unlabeled':
      return label === undefined ? { seen: 'unclear' } : { seen: 'removed', name: label.name };
    case 'transferred':
    case 'deleted':
      return { seen: 'unclear' };
    default:
      return issue.labels === undefined
        ? { seen: 'unclear' }
        : { seen: 'labels', names: issue.labels.map(({ name }) => name) };
  }
}
