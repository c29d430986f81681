/** A simulator and a client of it, started for each test of a suite and stopped after it. */

import { GitHubClient } from '../../src/github/github-client.ts';
import { tokenIdentity } from '../../src/github/identity.ts';
import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import { startHonestGitHub } from './honest-github.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';

export interface SimulatedGitHub {
  simulator: GitHubSimulator;
  client: GitHubClient;
  /** `acme/widgets`. */
  widgets: SimulatedRepository;
}

export const WIDGETS = { owner: 'acme', repo: 'widgets' };

/** Call it in a `describe`; what it returns is filled before each test. */
export function useSimulatedGitHub(): SimulatedGitHub {
  const github = {} as SimulatedGitHub;
  beforeEach(async () => {
    github.simulator = await startHonestGitHub();
    github.widgets = github.simulator.repo('acme/widgets');
    const { url, token } = github.simulator;
    github.client = new GitHubClient({ apiUrl: url, identity: tokenIdentity(token), rereadAfterMs: 5 });
  });
  afterEach(async () => {
    await github.client.close();
    await github.simulator.stop();
  });
  return github;
}

/** `POST /repos/…`: the requests that reached the simulator, in order. */
export function requestLines(simulator: GitHubSimulator): string[] {
  return simulator.requests.map(({ method, path }) => `${method} ${path}`);
}

/** As {@link requestLines}, writes only. */
export function writeLines(simulator: GitHubSimulator): string[] {
  return requestLines(simulator).filter((line) => !line.startsWith('GET '));
}
