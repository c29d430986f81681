// Brings in what a fresh clone lacks before anything of it can run: a Node that is new enough, dependencies, the build.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const SOURCES = ['queues', 'src', 'workers', 'bull-board', 'cli', 'test', 'bench', 'scripts', 'tsconfig.json'];
/** Its time is the moment at which the last whole build began. */
const STAMP = path.join(root, 'dist', '.built');

/** Ends with a clear message when this Node is older than package.json asks for. */
export function checkNode() {
  const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const wanted = engines.node.replace('>=', '');
  if (process.versions.node.localeCompare(wanted, 'en', { numeric: true }) >= 0) return;
  console.error(`Mirin needs Node.js ${wanted} or newer; this is ${process.versions.node} (${process.execPath}).`);
  process.exit(1);
}

/** Runs `npm ci` when node_modules is missing or older than the lock file. */
export function ensureDependencies() {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  if (changedAt(installed) >= changedAt(path.join(root, 'package-lock.json'))) return;
  console.error('mirin: bringing in dependencies (npm ci) …');
  run('npm', ['ci', '--no-audit', '--no-fund']);
}

/** Builds when the build is missing or any source is newer. */
export function ensureBuild() {
  if (changedAt(STAMP) < newestSource()) build();
}

/** Compiles everything, and removes what sources that are gone have left behind. */
export function build() {
  const beganAt = new Date();
  console.error('mirin: building …');
  run('npm', ['run', '--silent', 'build']);
  removeLeftovers();
  writeFileSync(STAMP, '');
  utimesSync(STAMP, beganAt, beganAt);
}

/** Runs a step on this terminal; when it fails, everything ends with its exit code. */
export function run(command, args) {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  console.error(`mirin: ${command} ${args.join(' ')} failed (${error?.message ?? signal ?? `exit code ${status}`})`);
  process.exit(status ?? 1);
}

function newestSource() {
  return Math.max(...SOURCES.flatMap((name) => filesIn(path.join(root, name))).map((file) => changedAt(file)));
}

/** A test whose source is gone would still run. */
function removeLeftovers() {
  const dist = path.join(root, 'dist');
  for (const file of filesIn(dist)) {
    const source = path.join(root, path.relative(dist, file)).replace(/\.(d\.ts|js|js\.map)$/, '.ts');
    if (source.endsWith('.ts') && !existsSync(source)) rmSync(file);
  }
}

function filesIn(place) {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  const entries = readdirSync(place, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
