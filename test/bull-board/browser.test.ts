/** The board as people see it, in a real browser. */

import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { Board } from '../../bull-board/start-board.ts';
import { LOGIN, stopBoards, testBoard, testQueues, type TestBoard } from '../support/board.ts';
import { describeInBrowser } from '../support/browser.ts';
import { freshProject } from '../support/shared-redis.ts';

async function fillLogin(page: Page, password = LOGIN.password): Promise<void> {
  await page.getByLabel('User').fill(LOGIN.user);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

async function openBoard(page: Page, board: Board): Promise<void> {
  await page.goto(board.url);
  await fillLogin(page);
  await page.getByRole('link', { name: 'mirin-orphans' }).first().waitFor();
}

const tasksPage = ({ url, project }: TestBoard): string =>
  `${url}/queues/queue/${encodeURIComponent(`${project}:mirin-tasks`)}`;

describeInBrowser('the board in a browser', (openPage) => {
  let page: Page;

  beforeEach(async function () {
    this.timeout(120_000);
    page = await openPage();
  });

  afterEach(async () => {
    await page.context().close();
    await stopBoards();
  });

  it('shows all queues by name after the log-in, and only the form before', async () => {
    const board = await testBoard();
    await page.goto(board.url);
    expect(await page.title()).to.equal('Log in · Mirin');
    expect(await page.content()).not.to.include('mirin-requests');

    await fillLogin(page);
    for (const name of ['mirin-requests', 'mirin-tasks', 'mirin-labels', 'mirin-orphans']) {
      await page.getByRole('link', { name, exact: true }).first().waitFor();
    }
    expect(await page.title()).to.equal('Mirin');
  }).timeout(120_000);

  it('tells the queues of two projects apart', async () => {
    const projects = [freshProject(), freshProject()];
    const queues = await Promise.all(projects.map((project) => testQueues(project)));
    const board = await testBoard({ queues: queues.flatMap(({ requests, orphans }) => [requests, orphans]) });
    await openBoard(page, board);
    for (const project of projects) {
      await page.getByRole('link', { name: `mirin-requests · ${project}` }).click();
      await page.waitForURL(`**/queue/${encodeURIComponent(`${project}:mirin-requests`)}`);
      await page.goBack();
    }
  }).timeout(120_000);

  it('says that a password is wrong, keeps the user name, and lets in with the right one', async () => {
    const board = await testBoard();
    await page.goto(board.url);
    await fillLogin(page, 'wrong password');
    expect(await page.getByRole('alert').textContent()).to.equal('That user and password do not match.');
    expect(await page.getByLabel('User').inputValue()).to.equal(LOGIN.user);

    await page.getByLabel('Password').fill(LOGIN.password);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'mirin-labels' }).first().waitFor();
  }).timeout(120_000);

  it('shows a job with its secrets masked', async () => {
    const board = await testBoard();
    await board.queues.requests.add('checkout', { issue: 123, githubToken: 'not to be seen' }, { jobId: 'r-1' });
    await openBoard(page, board);
    await page.goto(`${board.url}/queues/queue/${encodeURIComponent(`${board.project}:mirin-requests`)}/r-1`);
    await page.getByText('githubToken').waitFor();
    expect(await page.getByText('••••••').count()).to.equal(1);
    expect(await page.content()).not.to.include('not to be seen');
  }).timeout(120_000);

  it('offers changes, but none when it is read-only', async () => {
    const changing = await testBoard();
    await openBoard(page, changing);
    await page.goto(tasksPage(changing));
    const menu = page.locator('main button[aria-haspopup="menu"]');
    await menu.click();
    await page.getByRole('menuitem', { name: 'Pause' }).waitFor();

    const reading = await testBoard({ settings: { boardReadOnly: true } });
    await openBoard(page, reading);
    await page.goto(tasksPage(reading));
    await page.getByText('No latest jobs in this queue.').waitFor();
    expect(await menu.count()).to.equal(0);
  }).timeout(120_000);

  it('works with scripts switched off up to the log-in', async () => {
    const board = await testBoard();
    const browser = page.context().browser();
    const plain = await browser!.newPage({ javaScriptEnabled: false });
    await plain.goto(board.url);
    await fillLogin(plain);
    expect(new URL(plain.url()).pathname).to.equal('/queues');
    await plain.close();
  }).timeout(120_000);

  it('loads nothing from other hosts', async () => {
    const board = await testBoard();
    const loaded: string[] = [];
    page.on('requestfinished', (request) => loaded.push(new URL(request.url()).origin));
    await openBoard(page, board);
    expect(loaded).to.include(board.url);
    expect(loaded.filter((origin) => origin !== board.url && origin !== 'null')).to.deep.equal([]);
  }).timeout(120_000);

  it('logs out', async () => {
    const board = await testBoard();
    await openBoard(page, board);
    await page.goto(`${board.url}/logout`);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL('**/login');
    await page.goto(`${board.url}/queues`);
    expect(await page.title()).to.equal('Log in · Mirin');
  }).timeout(120_000);
});
