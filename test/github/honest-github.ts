/** A simulator that is held to GitHub's own description: what no GitHub would take or give fails the test that stops it. */

import {
  type GitHubSimulator,
  type GitHubSimulatorOptions,
  startGitHubSimulator,
} from '../../src/simulator/github-simulator.ts';
import { API_DESCRIPTIONS, GitHubDescription } from './github-description.ts';

let descriptions: GitHubDescription[] | undefined;

/** Starts one; `stop()` rejects with all that was wrong in its exchanges. */
export async function startHonestGitHub(options: GitHubSimulatorOptions = {}): Promise<GitHubSimulator> {
  descriptions ??= API_DESCRIPTIONS.map((name) => new GitHubDescription(name));
  const known = descriptions;
  const simulator = await startGitHubSimulator(options);
  const faults = new Set<string>();
  simulator.onExchange((exchange) => {
    for (const fault of known.flatMap((description) => description.faultsOf(exchange))) faults.add(fault);
  });
  const stop = simulator.stop.bind(simulator);
  simulator.stop = async () => {
    await stop();
    if (faults.size > 0) throw new Error(`unlike GitHub:\n${[...faults].join('\n')}`);
  };
  return simulator;
}
