/** Tests the history of an issue, and that the types of events are those that the scripts write. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { EVENT_TYPES } from '../../src/store/event-record.ts';
import { HISTORY_LENGTH, issueHistory } from '../../src/store/issue-history.ts';
import { DrivenProject } from '../support/driven-project.ts';
import { rejection } from '../support/rejection.ts';

const NOON = 1_800_000_000_000;

describe('the history of an issue', () => {
  let project: DrivenProject;

  beforeEach(async () => {
    project = await DrivenProject.start();
    project.setTime(NOON);
  });

  afterEach(() => project.close());

  it('is empty where an issue was never seen', async () => {
    expect(await issueHistory(project.store, 7)).to.deep.equal([]);
  });

  it('tells what happened, oldest first', async () => {
    const bot = await project.register();
    const fence = await project.take(7, bot, { taskType: 'docs' });
    project.setTime(NOON + 1_000);
    await project.repairDead(7, bot, fence);
    const events = await issueHistory(project.store, 7);
    expect(events.every(({ id }) => /^\d+-\d+$/.test(id))).to.equal(true);
    expect(events).to.deep.equal([
      {
        id: events[0]?.id,
        type: 'checkout.granted',
        atMs: NOON,
        issue: 7,
        to: 'processing',
        version: 1,
        processId: bot,
        fence,
        taskType: 'docs',
      },
      {
        id: events[1]?.id,
        type: 'orphan.repaired',
        atMs: NOON + 1_000,
        issue: 7,
        from: 'processing',
        to: 'pending',
        version: 2,
        processId: bot,
        fence,
        by: 'a test',
        cause: 'dead',
        isCounted: true,
        deadlineMs: NOON + 90_000,
      },
    ]);
  });

  it('keeps the last transitions and gives as many of them as were asked for', async () => {
    const bot = await project.register();
    for (let round = 0; round < 30; round += 1) {
      await project.handBack(7, bot, await project.take(7, bot), 'pending');
    }
    const all = await issueHistory(project.store, 7);
    expect(all.map(({ version }) => version)).to.deep.equal(Array.from({ length: HISTORY_LENGTH }, (_, i) => i + 11));
    expect((await issueHistory(project.store, 7, 3)).map(({ version }) => version)).to.deep.equal([58, 59, 60]);
  });

  it('names stream, entry and field where somebody else wrote into it', async () => {
    const id = await project.redis.xadd(project.key('issue:7:history'), '*', 'type', 'odd', 'at', 'noon');
    const fault = await rejection(issueHistory(project.store, 7));
    expect(fault.code).to.equal('MIRIN_STATE_CORRUPT');
    expect(fault.message).to.include(`${project.key('issue:7:history')}, entry ${id}, field at`);
  });

  it('refuses a limit that is out of bounds', async () => {
    for (const limit of [0, 51, 1.5]) {
      expect((await rejection(issueHistory(project.store, 7, limit))).code).to.equal('MIRIN_REQUEST_INVALID');
    }
  });

  it('knows every type of event that the scripts write, and no other', () => {
    const folder = new URL('../../src/transitions/', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.lua'));
    const written = files.flatMap((name) => typesIn(readFileSync(new URL(name, folder), 'utf8')));
    expect([...new Set(written)].toSorted()).to.deep.equal([...EVENT_TYPES].toSorted());
  });

  /** A process ends by its own word, `ended`, or as `dead`; the rest is written out. */
  function typesIn(script: string): string[] {
    const literal = [...script.matchAll(/\btype'?\s*[=,] '([a-z]+\.[a-z]+)'/g)].map(([, type = '']) => type);
    return script.includes("'process.' .. ") ? [...literal, 'process.ended', 'process.dead'] : literal;
  }
});
