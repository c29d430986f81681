/** The owned labels are known to the repository, with colour and description, before an issue bears them. */

import { expect } from 'chai';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { GitHubUnavailableError } from '../../src/github/errors.ts';
import {
  ensureLabelDefinitions,
  type EnsuredDefinitions,
  type EnsureOptions,
} from '../../src/github/label-definitions.ts';
import { labelMapOf } from '../../src/github/label-map.ts';
import { useSimulatedGitHub, WIDGETS, writeLines } from './simulated-github.ts';

const map = labelMapOf(settingsSchema.parse({}));
const ALL = ['processing', 'awaiting-response', 'completed', 'error', 'quarantined'];

describe('ensureLabelDefinitions', () => {
  const github = useSimulatedGitHub();
  async function ensure(options: EnsureOptions = {}): Promise<Omit<EnsuredDefinitions, 'found'>> {
    const { found: _, ...done } = await ensureLabelDefinitions(
      github.client.repository(WIDGETS),
      Object.values(map.labels),
      options,
    );
    return done;
  }

  it('creates what is missing, each with a colour and a description', async () => {
    expect(await ensure()).to.deep.equal({ created: ALL, existing: [], updated: [], refused: [] });
    const definitions = github.widgets.definitions.all();
    expect(definitions.map(({ name }) => name)).to.deep.equal(ALL);
    for (const { color, description } of definitions) {
      expect(color)
        .to.match(/^[0-9a-f]{6}$/)
        .and.not.equal('ededed');
      expect(description).to.be.a('string').with.length.within(1, 100);
    }
  });

  it('leaves what is there as it is, in whatever spelling', async () => {
    github.widgets.definitions.define('Completed', '123456', 'ours');
    const { created, existing } = await ensure();
    expect(created).to.not.include('completed');
    expect(existing).to.deep.equal(['Completed']);
    expect(github.widgets.definitions.find('completed')).to.include({
      name: 'Completed',
      color: '123456',
      description: 'ours',
    });
  });

  it('gives what is there the look of the settings when asked to, and writes no more than that takes', async () => {
    await ensure();
    github.widgets.definitions.change(github.widgets.definitions.use('error'), { color: '123456' });
    github.widgets.definitions.change(github.widgets.definitions.use('completed'), { name: 'Completed' });
    const before = writeLines(github.simulator).length;
    expect(await ensure({ isUpdating: true })).to.deep.equal({
      created: [],
      existing: ALL.map((name) => (name === 'completed' ? 'Completed' : name)),
      updated: ['error'],
      refused: [],
    });
    expect(writeLines(github.simulator).slice(before)).to.deep.equal(['PATCH /repos/acme/widgets/labels/error']);
    expect(github.widgets.definitions.find('error')).to.include({
      color: 'd73a4a',
      description: 'The work on this issue failed (set by Mirin)',
    });
    expect(github.widgets.definitions.find('completed')).to.include({ name: 'Completed' });
  });

  it('says which labels it may not change', async () => {
    github.widgets.definitions.define('error', '123456');
    const body = { message: 'Resource not accessible by integration' };
    github.simulator.failNext({ method: 'PATCH', how: 'answer', status: 403, body });
    const { updated, refused } = await ensure({ isUpdating: true });
    expect(updated).to.deep.equal([]);
    expect(refused).to.deep.equal([{ name: 'error', reason: '403 Resource not accessible by integration' }]);
  });

  it('changes nothing the second time', async () => {
    await ensure();
    const before = writeLines(github.simulator).length;
    expect(await ensure()).to.deep.equal({ created: [], existing: ALL, updated: [], refused: [] });
    expect(writeLines(github.simulator)).to.have.length(before);
  });

  it('finds a label on the last page of many', async () => {
    for (let index = 0; index < 230; index += 1) github.widgets.definitions.define(`topic-${index}`);
    github.widgets.definitions.define('processing');
    expect((await ensure()).existing).to.deep.equal(['processing']);
    expect(writeLines(github.simulator)).to.have.length(4);
  });

  it('takes it for a success when somebody else was faster', async () => {
    const path = /\/labels$/;
    github.simulator.beforeNext({ method: 'POST', path }, () => github.widgets.definitions.define('PROCESSING'));
    expect(await ensure()).to.deep.include({ existing: ['processing'], refused: [] });
  });

  it('goes on without the right to create, and says so', async () => {
    const body = { message: 'Resource not accessible by personal access token' };
    github.simulator.failNext({ method: 'POST', how: 'answer', status: 403, body, times: 2 });
    const { created, refused } = await ensure();
    expect(created).to.deep.equal(['completed', 'error', 'quarantined']);
    const reason = '403 Resource not accessible by personal access token';
    expect(refused).to.deep.equal([
      { name: 'processing', reason },
      { name: 'awaiting-response', reason },
    ]);
  });

  it('follows a renamed repository', async () => {
    github.simulator.rename('acme/widgets', 'acme/gadgets');
    expect((await ensure()).created).to.deep.equal(ALL);
    expect(github.widgets.definitions.all()).to.have.length(5);
  });

  it('fails as unavailable while GitHub is away, and completes the rest the next time', async () => {
    github.simulator.failNext({ method: 'POST', how: 'reset', after: 'commit' });
    const failure = await ensure().catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(GitHubUnavailableError);
    expect(await ensure()).to.deep.include({ existing: ['processing'], refused: [] });
    expect(github.widgets.definitions.all()).to.have.length(5);
  });
});
