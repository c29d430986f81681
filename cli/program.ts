/** Builds the command line: global options, all commands by name, each filled in when it is called. */

import { createRequire } from 'node:module';
import { Command } from 'commander';
import { COMMAND_GROUPS, type CommandEntry } from './command-list.ts';

const { version } = createRequire(import.meta.url)('mirin/package.json') as { version: string };

/** Every fault of usage is thrown; nothing ends the process. `writeErr` takes what commander says about it. */
export function createProgram(): Command {
  const program = new Command('mirin')
    .description('Claims on GitHub issues for fleets of bots and agents: exclusive, expiring, visible.')
    .version(version, '--version', 'print the version')
    .option('--json', 'print one JSON document on standard output')
    .option('--project <owner/repo>', 'the repository (MIRIN_PROJECT)')
    .option('--redis <url>', 'the Redis to use (REDIS_URL); default: the one that mirin up started here')
    .option('--config <file>', 'the configuration file; default: mirin.config.json in this folder')
    .option('--data-dir <folder>', "the folder of Mirin's own files (MIRIN_DATA_DIR)")
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent (MIRIN_LOG_LEVEL)')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  const entries = new Map<Command, CommandEntry>();
  for (const { title, commands } of COMMAND_GROUPS) {
    for (const entry of commands) {
      const command = program.command(entry.name).summary(entry.summary).description(`${entry.summary}.`);
      entries.set(command.helpGroup(`${title}:`), entry);
    }
  }
  addHelpCommand(program);
  return program.hook('preSubcommand', async (_program, called) => {
    (await entries.get(called)?.load())?.define(called);
  });
}

/** Commander's own would show the help of a command that is not loaded yet. */
function addHelpCommand(program: Command): void {
  program
    .command('help [command...]')
    .summary('Show the help of a command')
    .helpGroup('Look:')
    .action(async (names: string[]) => {
      const [name] = names;
      const isKnown = name === undefined || program.commands.some((command) => command.name() === name);
      await program.parseAsync(isKnown ? [...names, '--help'] : names, { from: 'user' });
    });
}
