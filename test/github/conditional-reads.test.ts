/** What hardly ever changes is asked for conditionally: GitHub charges nothing where it is as before. */

import { expect } from 'chai';
import type { GitHubClient } from '../../src/github/github-client.ts';
import { labelAnswer } from '../../src/github/answers.ts';
import { useSimulatedGitHub, WIDGETS } from './simulated-github.ts';

describe('the definition of a label', () => {
  const github = useSimulatedGitHub();
  const NAME = 'processing';

  beforeEach(() => {
    github.widgets.definitions.define(NAME, 'fbca04', 'mine');
  });

  const read = async (client: GitHubClient = github.client) => {
    const { data } = await client.repository(WIDGETS).send({
      method: 'GET',
      path: `/labels/${NAME}`,
      send: (octokit, place) => octokit.rest.issues.getLabel({ ...place, name: NAME }),
      answer: labelAnswer,
    });
    return data;
  };
  const statuses = () => github.simulator.requests.map(({ status }) => status);

  it('is read once and found to be the same from then on', async () => {
    const first = await read();
    expect(await read()).to.deep.equal(first);
    expect(await read()).to.deep.equal(first);
    expect(statuses()).to.deep.equal([200, 304, 304]);
  });

  it('is read anew when it changed', async () => {
    const { id } = await read();
    github.widgets.definitions.rename(NAME, 'in progress');
    const { id: otherId } = github.widgets.definitions.define(NAME);
    expect(await read()).to.include({ id: otherId });
    expect(otherId).not.to.equal(id);
    expect(statuses()).to.deep.equal([200, 200]);
  });

  it('is missing when it is gone, and there when it is back', async () => {
    await read();
    github.widgets.definitions.remove(NAME);
    const fault: unknown = await read().catch((error: unknown) => error);
    expect(fault).to.have.nested.property('fault.kind', 'missing');
    github.widgets.definitions.define(NAME);
    expect(await read()).to.include({ name: NAME });
  });

  it('is read as a whole where all else is: nothing else is remembered', async () => {
    github.widgets.createIssue({ number: 7, labels: ['bug'] });
    const labelsOf = () =>
      github.client
        .repository(WIDGETS)
        .list('/issues/7/labels', labelAnswer, (octokit, page) =>
          octokit.rest.issues.listLabelsOnIssue({ ...page, issue_number: 7 }),
        );
    await labelsOf();
    await labelsOf();
    expect(statuses()).to.deep.equal([200, 200]);
  });
});
