/** Tests that every command tells how it is used, and that the program starts quickly. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { Command } from 'commander';
import { COMMAND_GROUPS } from '../../cli/command-list.ts';
import { mirin } from './mirin-command.ts';

const COMMANDS = COMMAND_GROUPS.flatMap(({ commands }) => commands);
const MAIN = path.resolve(import.meta.dirname, '../../cli/main.js');

/** As the compiler writes it; types are gone by then, and what is loaded later is an expression. */
const STATIC_IMPORT = /^(?:import|export) (?:[^;()]+ from )?['"]([^'"]+)['"];/gm;

/** Everything that `file` imports before its first line runs, and what that imports, by file or package. */
function staticImports(file: string, seen = new Set<string>()): Set<string> {
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)) {
    const target = name.startsWith('.') ? path.resolve(path.dirname(file), name) : name;
    if (seen.has(target)) continue;
    seen.add(target);
    if (name.startsWith('.')) staticImports(target, seen);
  }
  return seen;
}

describe('the help of the command line', () => {
  it('names every command with what it is for', async () => {
    const { code, stdout, stderr } = await mirin(['--help']);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    for (const { name } of COMMANDS) expect(stdout).to.match(new RegExp(`^ {2}${name} {2,}[A-Z]`, 'm'));
  });

  for (const { name, load } of COMMANDS) {
    it(`of ${name} gives examples`, async () => {
      const command = new Command(name);
      (await load()).define(command);
      let help = '';
      command.configureOutput({ writeOut: (part) => (help += part) }).outputHelp();
      expect(help).to.match(new RegExp(`^Examples:\n {2}\\$ (?:\\w+=\\$\\()?.*mirin ${name}`, 'm'));
    });
  }

  it('is the same for `help COMMAND` as for `COMMAND --help`', async () => {
    const [one, other] = await Promise.all([
      mirin(['help', 'quarantine', 'release']),
      mirin(['quarantine', 'release', '--help']),
    ]);
    expect(one.stdout).to.include('Usage: mirin quarantine release [options] <issue>');
    expect(one).to.deep.equal(other);
  });

  it('comes with a version', async () => {
    const { stdout } = await mirin(['--version']);
    expect(stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  it('ends quietly when its reader has seen enough', async () => {
    const child = spawn(process.execPath, [MAIN, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect({ code: code as unknown, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('needs nothing but commander to be shown, so that it comes at once', () => {
    const packages = [...staticImports(MAIN)].filter((name) => !path.isAbsolute(name) && !name.startsWith('node:'));
    expect(packages).to.deep.equal(['commander']);
  });
});
