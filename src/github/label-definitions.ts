/** Sees to it that a repository knows the owned labels, with colour and description, before an issue bears them. */

import { definitionAnswer, labelAnswer, type LabelDefinition } from './answers.ts';
import { GitHubError } from './errors.ts';
import type { OwnedLabel } from './label-map.ts';
import type { KnownLabel, KnownLabels } from './known-labels.ts';
import { foldName, includesName } from './label-names.ts';
import type { Repository } from './repository.ts';

export interface EnsuredDefinitions {
  /** By the name that the settings say, in lower case: the label as the repository has it now. */
  found: Map<string, KnownLabel>;
  created: string[];
  /** What was there before; its colour and description are left as they are, unless they were to be updated. */
  existing: string[];
  /** Those of the existing whose colour or description was changed to what the settings say. */
  updated: string[];
  /** Labels that may not be created or changed, and GitHub's reason; GitHub makes missing ones grey when they are first used. */
  refused: { name: string; reason: string }[];
}

export interface EnsureOptions {
  /** Labels seen before: where one of these ids is still there, that is the label, however a person calls it now. */
  known?: KnownLabels;
  /** Whether existing labels get the colour and the description that the settings say. Default: they are left alone. */
  isUpdating?: boolean;
}

/**
 * Creates those of the labels that the repository lacks.
 * Labelling needs less rights than creating: without the right to create, this goes on and says so.
 * @throws GitHubUnavailableError, GitHubRefusedError when the definitions can't even be read
 */
export async function ensureLabelDefinitions(
  repository: Repository,
  labels: readonly OwnedLabel[],
  { known = new Map(), isUpdating = false }: EnsureOptions = {},
): Promise<EnsuredDefinitions> {
  const definitions = await listLabelDefinitions(repository);
  const result: EnsuredDefinitions = { found: new Map(), created: [], existing: [], updated: [], refused: [] };
  for (const label of labels) {
    const definition = definitionOf(label.name, definitions, known);
    if (definition === undefined) await create(repository, label, result);
    else {
      result.found.set(foldName(label.name), { id: definition.id, name: definition.name });
      result.existing.push(definition.name);
      if (isUpdating && !looksLike(definition, label)) await update(repository, definition.name, label, result);
    }
  }
  return result;
}

function definitionOf(name: string, definitions: readonly LabelDefinition[], known: KnownLabels) {
  const id = known.get(foldName(name))?.id;
  return (
    definitions.find((definition) => definition.id === id) ??
    definitions.find((definition) => includesName([name], definition.name))
  );
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
    const { data } = await repository.send({
      method: 'POST',
      path: '/labels',
      send: (octokit, place) => octokit.rest.issues.createLabel({ ...place, ...label }),
      answer: labelAnswer.refine(({ name }) => includesName([label.name], name)),
    });
    result.found.set(foldName(label.name), { id: data.id, name: data.name });
    result.created.push(label.name);
  } catch (error) {
    if (error instanceof GitHubError && error.fault.refusal === 'already-exists') result.existing.push(label.name);
    else noteRefusal(error, label, result);
  }
}

/** `name` is what the label is called now, which stays. */
async function update(
  repository: Repository,
  name: string,
  label: OwnedLabel,
  result: EnsuredDefinitions,
): Promise<void> {
  const { color, description } = label;
  try {
    await repository.send({
      method: 'PATCH',
      path: `/labels/${encodeURIComponent(name)}`,
      send: (octokit, place) => octokit.rest.issues.updateLabel({ ...place, name, color, description }),
      answer: definitionAnswer.refine((answered) => looksLike(answered, label)),
    });
    result.updated.push(name);
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
