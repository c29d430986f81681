/** Sees to it that a repository knows the owned labels, with colour and description, before an issue bears them. */

import { definitionAnswer, labelAnswer, type LabelDefinition } from './answers.ts';
import { GitHubError } from './errors.ts';
import type { LabelMap, OwnedLabel } from './label-map.ts';
import { includesName } from './label-names.ts';
import type { Repository } from './repository.ts';

export interface EnsuredDefinitions {
  created: string[];
  /** What was there before; its colour and description are left as they are, unless they were to be updated. */
  existing: string[];
  /** Those of the existing whose colour or description was changed to what the settings say. */
  updated: string[];
  /** Labels that may not be created or changed, and GitHub's reason; GitHub makes missing ones grey when they are first used. */
  refused: { name: string; reason: string }[];
}

export interface EnsureOptions {
  /** Whether existing labels get the colour and the description that the settings say. Default: they are left alone. */
  isUpdating?: boolean;
}

/**
 * Creates the owned labels that the repository lacks.
 * Labelling needs less rights than creating: without the right to create, this goes on and says so.
 * @throws GitHubUnavailableError, GitHubRefusedError when the definitions can't even be read
 */
export async function ensureLabelDefinitions(
  repository: Repository,
  { labels }: LabelMap,
  { isUpdating = false }: EnsureOptions = {},
): Promise<EnsuredDefinitions> {
  const known = await listLabelDefinitions(repository);
  const result: EnsuredDefinitions = { created: [], existing: [], updated: [], refused: [] };
  for (const label of Object.values(labels)) {
    const found = known.find(({ name }) => includesName([label.name], name));
    if (found === undefined) await create(repository, label, result);
    else {
      result.existing.push(label.name);
      if (isUpdating && !looksLike(found, label)) await update(repository, label, result);
    }
  }
  return result;
}

/**
 * All labels that the repository knows; follows it when it was renamed.
 * @throws GitHubUnavailableError, GitHubRefusedError
 */
export async function listLabelDefinitions(repository: Repository): Promise<LabelDefinition[]> {
  const list = () =>
    repository.list('/labels', definitionAnswer, (octokit, page) => octokit.rest.issues.listLabelsForRepo(page));
  try {
    return await list();
  } catch (error) {
    const isMoved = error instanceof GitHubError && error.fault.kind === 'moved';
    if (isMoved && (await repository.relocate())) return await list();
    throw error;
  }
}

function looksLike(found: LabelDefinition, { color, description }: OwnedLabel): boolean {
  return found.color.toLowerCase() === color.toLowerCase() && (found.description ?? '') === description;
}

async function create(repository: Repository, label: OwnedLabel, result: EnsuredDefinitions): Promise<void> {
  try {
    await repository.send({
      method: 'POST',
      path: '/labels',
      send: (octokit, place) => octokit.rest.issues.createLabel({ ...place, ...label }),
      answer: labelAnswer.refine(({ name }) => includesName([label.name], name)),
    });
    result.created.push(label.name);
  } catch (error) {
    if (error instanceof GitHubError && error.fault.refusal === 'already-exists') result.existing.push(label.name);
    else noteRefusal(error, label, result);
  }
}

async function update(repository: Repository, label: OwnedLabel, result: EnsuredDefinitions): Promise<void> {
  try {
    await repository.send({
      method: 'PATCH',
      path: `/labels/${encodeURIComponent(label.name)}`,
      send: (octokit, place) => octokit.rest.issues.updateLabel({ ...place, ...label }),
      answer: definitionAnswer.refine((answered) => looksLike(answered, label)),
    });
    result.updated.push(label.name);
  } catch (error) {
    noteRefusal(error, label, result);
  }
}

/** What GitHub says no to is noted; everything else is thrown on. */
function noteRefusal(error: unknown, { name }: OwnedLabel, { refused }: EnsuredDefinitions): void {
  const isRefusal = error instanceof GitHubError && ['permanent', 'missing'].includes(error.fault.kind);
  if (!isRefusal) throw error;
  refused.push({ name, reason: error.fault.reason });
}
