/** What is printed about labels: where they follow the state, and for which projects they wait. */

import { apiUrlOf, hasAccount } from '../../src/configuration/github-access.ts';
import type { Settings } from '../../src/configuration/settings.ts';

const WITHOUT = 'no GITHUB_TOKEN and no GitHub App is set';

export function labelsNotice(settings: Settings): string {
  const { projects } = settings;
  const served = projects.filter(({ key }) => hasAccount(settings, key));
  const waiting = projects.filter((project) => !served.includes(project));
  if (served.length === 0) return `wait: ${WITHOUT}`;
  const places = [...new Set(served.map(({ key }) => apiUrlOf(settings, key)))].join(', ');
  const names = waiting.map(({ name }) => name).join(', ');
  return `follow at ${places}${waiting.length === 0 ? '' : `, but wait in ${names}: ${WITHOUT}`}`;
}
