/** Sees to it that a repository knows the owned labels, with colour and description, before an issue bears them. */

import { labelAnswer } from './answers.ts';
import { GitHubError } from './errors.ts';
import type { LabelMap, LabelledStatus } from './label-map.ts';
import { includesName } from './label-names.ts';
import type { Repository } from './repository.ts';

/** Six hex digits without `#`, and at most 100 characters. */
const LOOKS: Readonly<Record<LabelledStatus, { color: string; description: string }>> = {
  processing: { color: 'fbca04', description: 'A process is working on this issue (set by Mirin)' },
  'awaiting-response': { color: '1d76db', description: 'The work waits for an answer of a person (set by Mirin)' },
  completed: { color: '0e8a16', description: 'The work on this issue is done (set by Mirin)' },
  error: { color: 'd73a4a', description: 'The work on this issue failed (set by Mirin)' },
  quarantined: { color: '5319e7', description: 'Set aside: this issue ended its processes too often (set by Mirin)' },
};

export interface EnsuredDefinitions {
  created: string[];
  /** What was there before; its colour and description are left as they are. */
  existing: string[];
  /** Labels that may not be created, and GitHub's reason; GitHub then makes grey ones when they are first used. */
  refused: { name: string; reason: string }[];
}

/**
 * Creates the owned labels that the repository lacks.
 * Labelling needs less rights than creating: without the right to create, this goes on and says so.
 * @throws GitHubUnavailableError, GitHubRefusedError when the definitions can't even be read
 */
export async function ensureLabelDefinitions(repository: Repository, map: LabelMap): Promise<EnsuredDefinitions> {
  const known = await listLabelDefinitions(repository);
  const result: EnsuredDefinitions = { created: [], existing: [], refused: [] };
  for (const [status, name] of Object.entries(map)) {
    if (includesName([...known, ...result.created], name)) result.existing.push(name);
    else await create(repository, { name, ...LOOKS[status as LabelledStatus] }, result);
  }
  return result;
}

/**
 * The names of all labels that the repository knows; follows it when it was renamed.
 * @throws GitHubUnavailableError, GitHubRefusedError
 */
export async function listLabelDefinitions(repository: Repository): Promise<string[]> {
  const list = () => repository.listNames('/labels', (octokit, page) => octokit.rest.issues.listLabelsForRepo(page));
  try {
    return await list();
  } catch (error) {
    const isMoved = error instanceof GitHubError && error.fault.kind === 'moved';
    if (isMoved && (await repository.relocate())) return await list();
    throw error;
  }
}

interface Definition {
  name: string;
  color: string;
  description: string;
}

async function create(repository: Repository, definition: Definition, result: EnsuredDefinitions): Promise<void> {
  const { name } = definition;
  try {
    await repository.send({
      method: 'POST',
      path: '/labels',
      send: (octokit, place) => octokit.rest.issues.createLabel({ ...place, ...definition }),
      answer: labelAnswer.refine((label) => includesName([name], label.name)),
    });
    result.created.push(name);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    if (error.fault.refusal === 'already-exists') result.existing.push(name);
    else if (error.fault.kind === 'permanent' || error.fault.kind === 'missing') {
      result.refused.push({ name, reason: error.fault.reason });
    } else throw error;
  }
}
