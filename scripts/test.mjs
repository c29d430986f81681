// `npm test`: all that CI runs: dependencies, build, lint and format, then the tests; arguments go to mocha.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { build, checkNode, ensureDependencies, root, run } from './prepare.mjs';

checkNode();
ensureDependencies();
build();
run('npm', ['run', '--silent', 'lint']);
const files = process.argv.slice(2);
// Most of a test's time is waiting for deadlines to pass, so that files can well run side by side.
process.exitCode = await runTests(files.length > 0 ? files : ['--parallel', '--jobs', '4', ...allFiles()]);

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
