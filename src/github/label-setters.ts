/** Finds out on GitHub who set a label on an issue, and whether that is a person who may write to the repository. */

import { z } from 'zod';
import { GitHubError } from './errors.ts';
import { foldName } from './label-names.ts';
import type { Repository } from './repository.ts';

/** The event that set a label. */
export interface LabelSetting {
  eventId: number;
  /** null: GitHub does not say, or the account is gone. */
  login: string | null;
  isBot: boolean;
}

const eventAnswer = z.object({
  id: z.number(),
  event: z.string().optional(),
  actor: z.object({ login: z.string(), type: z.string() }).nullish(),
  label: z.object({ name: z.string() }).optional(),
});
const permissionAnswer = z.object({ permission: z.string() });
/** `write` stands for `maintain`, too, and `read` for `triage`; own roles are told by what they are based on. */
const MAY_WRITE = new Set(['admin', 'maintain', 'write']);

/**
 * The event that set each label last, by its name in lower case.
 * @throws GitHubUnavailableError, GitHubRefusedError
 */
export async function readLabelSettings(repository: Repository, issue: number): Promise<Map<string, LabelSetting>> {
  const path = `/issues/${issue}/events`;
  const events = await repository.list(path, eventAnswer, (octokit, page) =>
    octokit.rest.issues.listEvents({ ...page, issue_number: issue }),
  );
  const labelled = events.flatMap(({ id: eventId, event, actor, label }) => {
    const setting = { eventId, login: actor?.login ?? null, isBot: actor?.type === 'Bot' };
    return event === 'labeled' && label !== undefined ? [[foldName(label.name), setting] as const] : [];
  });
  return new Map(labelled.toSorted(([, one], [, other]) => one.eventId - other.eventId));
}

/** Why nothing is done for whoever set the label; undefined where it may be done. @throws GitHubUnavailableError */
export async function objectionTo(repository: Repository, { login, isBot }: LabelSetting): Promise<string | undefined> {
  if (login === null) return 'GitHub does not say who set the label';
  if (isBot) return 'a bot set the label';
  try {
    const permission = await readPermission(repository, login);
    return MAY_WRITE.has(permission) ? undefined : `its permission is ${permission}, and write is wanted`;
  } catch (error) {
    const isNo = error instanceof GitHubError && (error.fault.kind === 'missing' || error.fault.kind === 'permanent');
    if (isNo) return `GitHub does not tell its permission: ${error.fault.reason}`;
    throw error;
  }
}

async function readPermission(repository: Repository, login: string): Promise<string> {
  const { data } = await repository.send({
    method: 'GET',
    path: `/collaborators/${login}/permission`,
    send: (octokit, place) => octokit.rest.repos.getCollaboratorPermissionLevel({ ...place, username: login }),
    answer: permissionAnswer,
  });
  return data.permission;
}
