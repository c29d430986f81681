/** The simulator keeps to GitHub's rules, so that what passes against it has a chance against GitHub. */

import { expect } from 'chai';
import { startGitHubSimulator, type GitHubSimulator } from '../../src/simulator/github-simulator.ts';
import type { LabelChange, SimulatedRepository } from '../../src/simulator/simulated-repository.ts';
import { namesOf, send } from './simulator-requests.ts';

const ISSUE = '/repos/acme/widgets/issues/1';

describe('the GitHub simulator', () => {
  let simulator: GitHubSimulator;
  let widgets: SimulatedRepository;

  beforeEach(async () => {
    simulator = await startGitHubSimulator();
    widgets = simulator.repo('acme/widgets');
    widgets.createIssue({ number: 1, labels: ['Bug'] });
  });
  afterEach(() => simulator.stop());

  describe('as a server', () => {
    it('says in every answer, and at its root without a token, that it is a simulator', async () => {
      const root = await send(simulator, 'GET /', undefined, {});
      expect(root.status).to.equal(200);
      expect(root.body).to.have.property('message').that.includes('simulator').and.includes('not GitHub');
      expect(root.headers.get('server')).to.equal('Mirin GitHub simulator');
      expect((await send(simulator, `GET ${ISSUE}`)).headers.get('server')).to.equal('Mirin GitHub simulator');
    });

    it('lets in the right token only, in either scheme', async () => {
      const statusWith = async (headers: Record<string, string>) =>
        (await send(simulator, `GET ${ISSUE}`, undefined, headers)).status;
      expect(await statusWith({})).to.equal(401);
      expect(await statusWith({ authorization: 'Bearer wrong' })).to.equal(401);
      expect(await statusWith({ authorization: `token ${simulator.token}` })).to.equal(200);
      const refused = await send(simulator, `GET ${ISSUE}`, undefined, { authorization: 'Bearer wrong' });
      expect(refused.body).to.have.property('message', 'Bad credentials');
    });

    it('counts the budget down and refuses when it is spent', async () => {
      const before = Number((await send(simulator, `GET ${ISSUE}`)).headers.get('x-ratelimit-remaining'));
      expect((await send(simulator, `GET ${ISSUE}`)).headers.get('x-ratelimit-remaining')).to.equal(String(before - 1));
      simulator.setBudget(0, 60_000);
      const refused = await send(simulator, `GET ${ISSUE}`);
      expect(refused.status).to.equal(403);
      expect(refused.headers.get('x-ratelimit-remaining')).to.equal('0');
      expect(Number(refused.headers.get('x-ratelimit-reset'))).to.be.closeTo(Date.now() / 1000 + 60, 10);
    });

    it('answers 404 for what is not there', async () => {
      for (const path of [
        '/repos/acme/nothing',
        '/repos/acme/widgets/issues/2',
        '/repos/acme/widgets/wiki',
        '/teams',
      ]) {
        expect((await send(simulator, `GET ${path}`)).status, path).to.equal(404);
      }
    });

    it('finds a repository in any case', async () => {
      expect((await send(simulator, 'GET /repos/ACME/Widgets')).body).to.have.property('full_name', 'acme/widgets');
    });

    it('redirects the former name of a renamed repository to its id', async () => {
      simulator.rename('acme/widgets', 'acme/gadgets');
      const read = await send(simulator, `GET ${ISSUE}/labels`);
      const location = read.headers.get('location') ?? '';
      expect(read.status).to.equal(301);
      expect(namesOf(await send(simulator, `GET ${location.slice(simulator.url.length)}`))).to.deep.equal(['Bug']);
      expect((await send(simulator, `POST ${ISSUE}/labels`, ['x'])).status).to.equal(307);
      expect(widgets.labelsOf(1)).to.deep.equal(['Bug']);
    });

    it('refuses a body that is not JSON or of another shape', async () => {
      expect((await send(simulator, `POST ${ISSUE}/labels`, '{"labels": [')).status).to.equal(400);
      expect((await send(simulator, `POST ${ISSUE}/labels`, { labels: 'one' })).status).to.equal(422);
      expect(widgets.labelsOf(1)).to.deep.equal(['Bug']);
    });
  });

  describe('labels of an issue', () => {
    it('are added to, removed from and set as a whole', async () => {
      expect(namesOf(await send(simulator, `POST ${ISSUE}/labels`, { labels: ['a', 'b'] }))).to.deep.equal([
        'Bug',
        'a',
        'b',
      ]);
      expect(namesOf(await send(simulator, `DELETE ${ISSUE}/labels/a`))).to.deep.equal(['Bug', 'b']);
      expect(namesOf(await send(simulator, `PUT ${ISSUE}/labels`, ['c']))).to.deep.equal(['c']);
      expect(namesOf(await send(simulator, `GET ${ISSUE}/labels`))).to.deep.equal(['c']);
    });

    it('are made grey when nobody defined them', async () => {
      await send(simulator, `POST ${ISSUE}/labels`, ['new one']);
      expect(widgets.definitions.find('NEW ONE')).to.include({ name: 'new one', color: 'ededed', description: null });
    });

    it('are the same in whatever case', async () => {
      expect(namesOf(await send(simulator, `POST ${ISSUE}/labels`, ['BUG', 'bug']))).to.deep.equal(['Bug']);
      expect(namesOf(await send(simulator, `DELETE ${ISSUE}/labels/bUG`))).to.deep.equal([]);
    });

    it('can not be removed twice', async () => {
      await send(simulator, `DELETE ${ISSUE}/labels/Bug`);
      const again = await send(simulator, `DELETE ${ISSUE}/labels/Bug`);
      expect(again.status).to.equal(404);
      expect(again.body).to.have.property('message', 'Label does not exist');
    });

    it('are 100 at most, and a refused request leaves nothing behind', async () => {
      const many = Array.from({ length: 100 }, (_, index) => `label-${index}`);
      const refused = await send(simulator, `POST ${ISSUE}/labels`, many);
      expect(refused.status).to.equal(422);
      expect(JSON.stringify(refused.body)).to.include('more than 100 labels');
      expect(widgets.labelsOf(1)).to.deep.equal(['Bug']);
      expect(widgets.definitions.all()).to.have.length(1);
      expect((await send(simulator, `POST ${ISSUE}/labels`, many.slice(1))).status).to.equal(200);
    });

    it('have names of 50 characters at most', async () => {
      expect((await send(simulator, `POST ${ISSUE}/labels`, ['fine', 'x'.repeat(51)])).status).to.equal(422);
      expect(widgets.definitions.find('fine')).to.equal(undefined);
      expect((await send(simulator, `POST ${ISSUE}/labels`, ['x'.repeat(50)])).status).to.equal(200);
    });

    it('are told to listeners when they change, by request or by hand, and not otherwise', async () => {
      const changes: LabelChange[] = [];
      const stop = simulator.onLabelChange((change) => changes.push(change));
      await send(simulator, `POST ${ISSUE}/labels`, ['bug', 'new']);
      await send(simulator, `POST ${ISSUE}/labels`, ['new']);
      widgets.removeLabel(1, 'Bug');
      stop();
      widgets.addLabels(1, ['unheard']);
      const where = { repository: 'acme/widgets', issue: 1 };
      expect(changes).to.have.length(2);
      expect(changes[0]).to.deep.include({ ...where, added: ['new'], removed: [], labels: ['Bug', 'new'] });
      expect(changes[1]).to.deep.include({ ...where, added: [], removed: ['Bug'], labels: ['new'] });
    });
  });

  describe('label definitions', () => {
    it('are created once, in whatever case', async () => {
      const made = await send(simulator, 'POST /repos/acme/widgets/labels', { name: 'done', color: '00ff00' });
      expect(made.status).to.equal(201);
      const again = await send(simulator, 'POST /repos/acme/widgets/labels', { name: 'DONE', color: '00ff00' });
      expect(again.status).to.equal(422);
      expect(again.body).to.have.nested.property('errors[0].code', 'already_exists');
      expect((await send(simulator, 'GET /repos/acme/widgets/labels/Done')).body).to.include({
        name: 'done',
        color: '00ff00',
      });
    });

    it('keep their id and their issues when they are renamed, and refuse a name that is taken', async () => {
      const before = (await send(simulator, 'GET /repos/acme/widgets/labels/Bug')).body as { id: number };
      const path = 'PATCH /repos/acme/widgets/labels/bug';
      const changed = await send(simulator, path, { new_name: 'defect', color: 'ff0000' });
      expect(changed.body).to.include({ id: before.id, name: 'defect', color: 'ff0000' });
      expect(widgets.labelsOf(1)).to.include('defect').and.not.include('Bug');
      expect((await send(simulator, 'GET /repos/acme/widgets/labels/Bug')).status).to.equal(404);
      widgets.definitions.define('done');
      const taken = await send(simulator, 'PATCH /repos/acme/widgets/labels/defect', { new_name: 'DONE' });
      expect(taken.body).to.have.nested.property('errors[0].code', 'already_exists');
    });

    it('are listed in pages that name the next one', async () => {
      for (let index = 0; index < 4; index += 1) widgets.definitions.define(`label-${index}`);
      const first = await send(simulator, 'GET /repos/acme/widgets/labels?per_page=2');
      expect(namesOf(first)).to.deep.equal(['Bug', 'label-0']);
      expect(first.headers.get('link')).to.include('page=2>; rel="next"').and.include('page=3>; rel="last"');
      const last = await send(simulator, 'GET /repos/acme/widgets/labels?per_page=2&page=3');
      expect(namesOf(last)).to.deep.equal(['label-3']);
      expect(last.headers.get('link')).to.not.include('rel="next"');
    });
  });

  describe('issues and comments', () => {
    it('get the next free number and are found by label', async () => {
      expect(widgets.createIssue({ title: 'second', labels: ['todo'] })).to.equal(2);
      const found = await send(simulator, 'GET /repos/acme/widgets/issues?labels=TODO');
      expect((found.body as { number: number }[]).map(({ number }) => number)).to.deep.equal([2]);
    });

    it('tell pull requests from issues', async () => {
      widgets.createIssue({ number: 5, isPullRequest: true });
      expect((await send(simulator, 'GET /repos/acme/widgets/issues/5')).body).to.have.property('pull_request');
      expect((await send(simulator, `GET ${ISSUE}`)).body).to.not.have.property('pull_request');
    });

    it('keep comments in order', async () => {
      widgets.addComment(1, 'by hand');
      expect((await send(simulator, `POST ${ISSUE}/comments`, { body: 'by request' })).status).to.equal(201);
      const listed = (await send(simulator, `GET ${ISSUE}/comments`)).body as { body: string }[];
      expect(listed.map(({ body }) => body)).to.deep.equal(['by hand', 'by request']);
      expect(widgets.commentsOf(1)).to.have.length(2);
    });

    it('are told since a time, and refused on a locked issue, which can be labelled all the same', async () => {
      widgets.addComment(1, 'before it was locked');
      const later = new Date(Date.now() + 60_000).toISOString();
      expect((await send(simulator, `GET ${ISSUE}/comments?since=${later}`)).body).to.deep.equal([]);
      widgets.issue(1).isLocked = true;
      expect((await send(simulator, `GET ${ISSUE}`)).body).to.include({ locked: true });
      const refused = await send(simulator, `POST ${ISSUE}/comments`, { body: 'too late' });
      expect(refused.status).to.equal(403);
      expect(refused.body).to.have.property('message', 'Unable to create comment because issue is locked.');
      expect((await send(simulator, `POST ${ISSUE}/labels`, { labels: ['todo'] })).status).to.equal(200);
    });
  });
});
