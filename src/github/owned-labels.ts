/** The owned labels of one project as its repository has them: created where missing, followed where a person renamed one. */

import type { ProjectStore } from '../redis/project-store.ts';
import { type BorneLabel, labelAnswer } from './answers.ts';
import { calledNow, knownAmong } from './called-now.ts';
import { GitHubError } from './errors.ts';
import { borneAmong, isNamesake, type KnownLabels, type RenamedLabel, renamesAmong } from './known-labels.ts';
import { ensureLabelDefinitions, type EnsuredDefinitions } from './label-definitions.ts';
import type { LabelMap } from './label-map.ts';
import { rememberLabels } from './label-memory.ts';
import type { LabelNaming } from './label-naming.ts';
import { foldName } from './label-names.ts';
import type { Repository } from './repository.ts';

export interface OwnedLabelsOptions {
  store: ProjectStore;
  /** As the settings say it. */
  configured: LabelMap;
  /** Told of each rename by whoever finds it first. */
  onRename: (renamed: RenamedLabel) => void;
}

export class OwnedLabels implements LabelNaming {
  readonly #store: ProjectStore;
  readonly #configured: LabelMap;
  readonly #onRename: OwnedLabelsOptions['onRename'];

  constructor({ store, configured, onRename }: OwnedLabelsOptions) {
    this.#store = store;
    this.#configured = configured;
    this.#onRename = onRename;
  }

  /**
   * Creates what the repository lacks and learns what the rest is called now.
   * @throws GitHubUnavailableError, GitHubRefusedError when the definitions can't even be read
   */
  async ensure(repository: Repository, { isUpdating = false } = {}): Promise<EnsuredDefinitions> {
    const known = await this.#known();
    const ensured = await ensureLabelDefinitions(repository, Object.values(this.#configured.labels), {
      known,
      isUpdating,
    });
    await this.#learn(known, ensured.found);
    return ensured;
  }

  async recognise(repository: Repository, present: readonly BorneLabel[]): Promise<LabelMap> {
    const known = await this.#known();
    if (present.some((label) => isNamesake(label, known))) await this.ensure(repository);
    else await this.#learn(known, borneAmong(known, present));
    return await this.#map();
  }

  /** GitHub makes a new label of a name that it does not know, and the renamed one would have a twin. */
  async confirm(repository: Repository, names: readonly string[]): Promise<LabelMap> {
    const known = await this.#known();
    for (const name of names) {
      if (!(await this.#isStillCalled(repository, name, known))) {
        await this.ensure(repository);
        break;
      }
    }
    return await this.#map();
  }

  #map(): Promise<LabelMap> {
    return calledNow(this.#store, this.#configured);
  }

  #known(): Promise<KnownLabels> {
    return knownAmong(this.#store, this.#configured);
  }

  /** Whether a label of this name is there, and is the one that bore it when it was last seen. */
  async #isStillCalled(repository: Repository, name: string, known: KnownLabels): Promise<boolean> {
    const before = [...known.values()].find((label) => foldName(label.name) === foldName(name));
    try {
      const { data } = await repository.send({
        method: 'GET',
        path: `/labels/${encodeURIComponent(name)}`,
        send: (octokit, place) => octokit.rest.issues.getLabel({ ...place, name }),
        answer: labelAnswer,
      });
      return data.id === before?.id;
    } catch (error) {
      if (error instanceof GitHubError && error.fault.kind === 'missing') return false;
      throw error;
    }
  }

  /** Remembers what is new of `found`, and tells of renames. */
  async #learn(known: KnownLabels, found: KnownLabels): Promise<void> {
    const news = [...found].filter(([name, { id, name: now }]) => {
      const before = known.get(name);
      return before?.id !== id || before.name !== now;
    });
    await rememberLabels(this.#store, new Map(news));
    for (const renamed of renamesAmong(known, found)) this.#onRename(renamed);
  }
}
