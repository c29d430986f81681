// `npm test`: all that CI runs: dependencies, build, then lint, format and tests; arguments go to mocha.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { build, checkNode, ensureDependencies, root } from './prepare.mjs';

checkNode();
ensureDependencies();
build();
const files = process.argv.slice(2);
const lint = runLint();
// Much of a test's time is waiting for deadlines to pass, so that files can well run side by side.
const testsCode = await runTests(files.length > 0 ? files : ['--parallel', '--jobs', '5', ...allFiles()]);
process.exitCode = (await lint) || testsCode;

/** Checks the sources beside the tests, and says what it found when they are done. */
async function runLint() {
  const lint = spawn('npm', ['run', '--silent', 'lint'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, faults, [code]] = await Promise.all([text(lint.stdout), text(lint.stderr), once(lint, 'close')]);
  if (code === 0) return 0;
  process.once('beforeExit', () => console.error(`${out}${faults}mirin: npm run lint failed (exit code ${code})`));
  return code ?? 1;
}

/** What lasts longest comes first, so that nothing is left to run alone in the end. */
function allFiles() {
  const long = ['kill-points', 'history', 'label-stories', 'workers', 'races'];
  const rankOf = (file) => {
    const rank = long.indexOf(file.split(path.sep)[0]);
    return rank === -1 ? long.length : rank;
  };
  const tests = path.join(root, 'dist', 'test');
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.js'));
  return files.toSorted((one, other) => rankOf(one) - rankOf(other)).map((file) => path.join('dist', 'test', file));
}

/** Runs mocha and closes with one plain line that any reader of logs understands. */
async function runTests(args) {
  const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const colors = process.stdout.isTTY ? ['--color'] : [];
  const tests = spawn(process.execPath, [mocha, ...colors, ...args], {
    cwd: root,
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  let output = '';
  tests.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    output += chunk;
  });
  const [code, signal] = await once(tests, 'close');
  const [passed, failed, skipped] = ['passing', 'failing', 'pending'].map((word) => countOf(output, word));
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (signal !== null) console.log(`mocha was ended by ${signal}`);
  return passed + failed === 0 ? 1 : (code ?? 1);
}

/** The number before `word` in mocha's summary, which comes last. */
function countOf(output, word) {
  const lines = stripVTControlCharacters(output).matchAll(new RegExp(`^ +(\\d+) ${word}`, 'gm'));
  return Number([...lines].at(-1)?.[1] ?? 0);
}
