/** All repositories of one GitHub simulator, found by name in any case, by a name they once had, or by id. */

import { refuse } from './simulated-answer.ts';
import { SimulatedRepository, type LabelChange } from './simulated-repository.ts';

/** Where a path below `/repos` or `/repositories` leads. */
export interface SimulatedTarget {
  repository: SimulatedRepository;
  /** The rest of the path, below the repository. */
  path: string;
  /** The name in the path is one that the repository had before. */
  isFormerName: boolean;
}

const TARGET = /^\/(?:repos\/(?<name>[^/]+\/[^/]+)|repositories\/(?<id>[0-9]+))(?<path>\/.*)?$/;

export class SimulatedWorld {
  readonly #repositories = new Map<string, SimulatedRepository>();
  readonly #report: (change: LabelChange) => void;
  #lastId = 1_000;

  constructor(report: (change: LabelChange) => void) {
    this.#report = report;
  }

  /** The repository of this name, `owner/repo`; made if there is none. */
  repository(name: string): SimulatedRepository {
    const known = this.#repositories.get(name.toLowerCase());
    if (known !== undefined) return known;
    const repository = new SimulatedRepository(name, () => (this.#lastId += 1), this.#report);
    this.#repositories.set(name.toLowerCase(), repository);
    return repository;
  }

  /** Gives a repository another name; requests to the old one are then redirected. */
  rename(from: string, to: string): void {
    const repository = this.repository(from);
    repository.rename(to);
    this.#repositories.set(to.toLowerCase(), repository);
  }

  /** @throws SimulatedRefusal (404) */
  find(pathname: string): SimulatedTarget {
    const { name, id, path = '' } = TARGET.exec(pathname)?.groups ?? {};
    const repository = name === undefined ? this.#byId(Number(id)) : this.#repositories.get(name.toLowerCase());
    if (repository === undefined) throw refuse(404, 'Not Found');
    const isFormerName = name !== undefined && name.toLowerCase() !== repository.name.toLowerCase();
    return { repository, path, isFormerName };
  }

  #byId(id: number): SimulatedRepository | undefined {
    return [...this.#repositories.values()].find((repository) => repository.id === id);
  }
}
