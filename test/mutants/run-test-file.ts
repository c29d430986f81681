/** Runs one compiled test file by a mocha of its own, up to its first failure and within bounded time. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { testFile } from './misfits.ts';

/** How a test file ended; `title` and `message` are those of the first test that failed. */
export type TestRun =
  | { end: 'passed' }
  | { end: 'failed'; title: string; message: string }
  | { end: 'hung' }
  /** No test came to its end; `message` is the end of what it printed. */
  | { end: 'crashed'; message: string };

interface MochaReport {
  stats: { passes: number };
  failures: { fullTitle: string; err: { message?: string } }[];
}

const MOCHA = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const REPORT = 'mutant-report.json';

/** Runs the test in the tree at `folder`; one that has not ended after `limitMs` is killed. */
export async function runTestFile(folder: string, test: string, limitMs: number): Promise<TestRun> {
  const report = path.join(folder, REPORT);
  rmSync(report, { force: true });
  const options = ['--bail', '--exit', '--reporter', 'json', '--reporter-option', `output=${report}`];
  const mocha = spawn(process.execPath, [MOCHA, ...options, testFile(test)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [mocha.stdout, mocha.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  let isHung = false;
  const limit = setTimeout(() => {
    isHung = true;
    mocha.kill('SIGKILL');
  }, limitMs);
  await once(mocha, 'exit');
  clearTimeout(limit);
  if (isHung) return { end: 'hung' };
  return existsSync(report) ? endOf(JSON.parse(readFileSync(report, 'utf8')) as MochaReport, output) : crashed(output);
}

function endOf({ stats, failures: [failure] }: MochaReport, output: string): TestRun {
  if (failure !== undefined) return { end: 'failed', title: failure.fullTitle, message: failure.err.message ?? '' };
  return stats.passes > 0 ? { end: 'passed' } : crashed(output);
}

const crashed = (output: string): TestRun => ({ end: 'crashed', message: output.slice(-600).trim() });
