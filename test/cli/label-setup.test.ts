/** Tests of `mirin labels setup`: what it creates, what it leaves, and what it says. */

import { expect } from 'chai';
import { startGitHubSimulator, type GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { freshProject, sharedRedis } from '../support/shared-redis.ts';
import { mirin, mirinJson } from './mirin-command.ts';

const ALL = ['processing', 'awaiting-response', 'completed', 'error', 'quarantined'];

describe('mirin labels setup', () => {
  let simulator: GitHubSimulator;
  let repository: SimulatedRepository;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    simulator = await startGitHubSimulator();
    const project = freshProject();
    repository = simulator.repo(project);
    env = {
      REDIS_URL: (await sharedRedis()).url,
      MIRIN_PROJECT: project,
      GITHUB_API_URL: simulator.url,
      GITHUB_TOKEN: simulator.token,
    };
  });
  afterEach(() => simulator.stop());

  const setup = (...flags: string[]) => mirinJson(['labels', 'setup', ...flags], { env });

  it('creates what is missing, leaves what is there, and changes it only with --update', async () => {
    repository.definitions.define('Error', '123456', 'ours');
    const first = await setup();
    expect(first.code).to.equal(0);
    expect(first.json).to.deep.include({
      created: ALL.filter((name) => name !== 'error'),
      existing: ['Error'],
      updated: [],
      refused: [],
    });
    expect(repository.definitions.find('error')).to.include({ color: '123456', description: 'ours' });
    const second = await setup('--update');
    expect(second.json).to.deep.include({
      created: [],
      existing: ALL.map((name) => (name === 'error' ? 'Error' : name)),
      updated: ['Error'],
    });
    expect(repository.definitions.find('error')).to.include({ name: 'Error', color: 'd73a4a' });
    const { stdout } = await mirin(['labels', 'setup'], { env });
    expect(stdout.split('\n').slice(0, 2)).to.deep.equal(['there    processing', 'there    awaiting-response']);
  });

  it('creates the labels of operators, too, where they are on', async () => {
    env['MIRIN_OPERATOR_LABELS'] = 'true';
    const asking = ['mirin:release', 'mirin:retry', 'mirin:hold'];
    expect((await setup()).json['created']).to.have.members([...ALL, ...asking]);
    expect(repository.definitions.find('mirin:hold')).to.include({
      description: 'Asks Mirin to let nobody work on this issue',
    });
    expect((await setup()).json).to.deep.include({ created: [], existing: [...ALL, ...asking] });
  });

  it('follows a label that a person renamed, and says so', async () => {
    await setup();
    repository.definitions.rename('error', 'failed');
    const { stdout } = await mirin(['labels', 'setup', '--update'], { env });
    expect(stdout).to.match(/^renamed {2}error is called failed now, and is followed$/m);
    expect(stdout).to.match(/^there {4}failed$/m);
    expect(repository.definitions.find('error')).to.equal(undefined);
  });

  it('fails and says why where labels may not be created', async () => {
    const body = { message: 'Resource not accessible by personal access token' };
    simulator.failNext({ method: 'POST', how: 'answer', status: 403, body, times: 5 });
    const { code, stdout } = await mirin(['labels', 'setup'], { env });
    expect(code).to.equal(1);
    expect(stdout).to.match(/^refused {2}processing: 403 Resource not accessible by personal access token$/m);
  });

  it('asks for a token where there is none', async () => {
    const { code, stderr } = await mirin(['labels', 'setup'], { env: { ...env, GITHUB_TOKEN: '' } });
    expect(code).to.equal(2);
    expect(stderr).to.include(
      'GITHUB_TOKEN: expected a token that may create labels, or a GitHub App (MIRIN_GITHUB_APP_ID), got nothing',
    );
  });

  it('names every fault of the label map before it asks GitHub anything', async () => {
    const faulty = { ...env, MIRIN_LABEL_COLORS: 'error=red', MIRIN_RETIRED_LABELS: 'COMPLETED' };
    const { code, stderr } = await mirin(['labels', 'setup'], { env: faulty });
    expect(code).to.equal(2);
    expect(stderr).to.include('MIRIN_LABEL_COLORS (environment): error: expected six hex digits without #');
    expect(stderr).to.include('MIRIN_RETIRED_LABELS (environment): expected names that no status has any more');
    expect(simulator.requests).to.have.length(0);
  });
});
