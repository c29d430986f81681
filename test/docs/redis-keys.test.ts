/** Holds docs/redis-keys.md to the key names that the code makes. */

import { expect } from 'chai';
import { STATUSES } from '../../queues/values.ts';
import { accountKeys, projectKeys, SHARED_KEYS } from '../../src/redis/keys.ts';
import { TEST_CLOCK_KEY } from '../../src/redis/script-text.ts';
import { codeIn, readPage, tableRows } from './pages.ts';

const ISSUE = 4711;

/** Every name, as the page writes it: `P` for the project's prefix, `N` for an issue, `NAME` for a lock, `ID` for any other part. */
function namesInCode(): Set<string> {
  const {
    project: _,
    own,
    issue,
    process,
    lock,
    request,
    task,
    asked,
    delivery,
    machine,
    replies,
    statusIndex,
    ...others
  } = projectKeys('o/r');
  expect(others, 'key names that this test does not know').to.deep.equal({});
  const { task: taskOfIssue, ...ofIssue } = issue(ISSUE);
  expect(taskOfIssue).to.equal(task(`issue-${ISSUE}`));
  const single = [...[request, task, delivery, machine, replies].map((name) => name('ID')), asked(ISSUE)];
  const names = [own, ofIssue, process('ID'), lock('NAME')].flatMap((keys) => Object.values(keys));
  const inProject = [...names, ...single, ...STATUSES.map(statusIndex)].map((name) =>
    name.replace('mirin:{o/r}', 'P').replace(String(ISSUE), 'N'),
  );
  const { id: _id, ...ofAccount } = accountKeys('ID', 'HOST');
  return new Set([...inProject, ...Object.values(SHARED_KEYS), ...Object.values(ofAccount), TEST_CLOCK_KEY]);
}

/** What the first cells of tables name; BullMQ's prefixes are not keys of ours. */
function namesOnPage(): Set<string> {
  const named = tableRows(readPage('docs/redis-keys.md')).flatMap(([first = '']) => codeIn(first));
  return new Set(named.filter((name) => /^(P|\{mirin\}|mirin):/.test(name) && !/:mirin-\w+$/.test(name)));
}

describe('docs/redis-keys.md', () => {
  it('names every key that the code makes, and no other', () => {
    expect([...namesOnPage()]).to.have.members([...namesInCode()]);
  });
});
