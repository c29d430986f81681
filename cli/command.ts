/** What a command's file exports, and what its action is given. */

import type { Command } from 'commander';
import { type GlobalFlags, settingsFrom } from './settings.ts';
import { type Answer, Output } from './output.ts';
import type { Settings } from '../src/configuration/settings.ts';

/** Exported as `define` by each file of `cli/commands/`: gives the command its arguments, options, examples, action. */
export type Define = (command: Command) => void;

export interface CommandContext {
  readonly flags: GlobalFlags;
  readonly output: Output;
  /**
   * Loads the settings: the command's own flags (by setting name) and the global ones over environment and file.
   * Warnings go to standard error. @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`)
   */
  readonly settings: (ownFlags?: Readonly<Record<string, unknown>>) => Settings;
}

/** Does the work of a command; returns what is to be printed, or nothing where it printed all itself. */
export type Action<Arguments extends unknown[]> = (
  context: CommandContext,
  ...given: Arguments
) => Promise<Answer | undefined>;

/** Makes an action into commander's: `Arguments` are the command's arguments, then its options as one object. */
export function act<Arguments extends unknown[]>(
  action: Action<Arguments>,
): (...given: [...Arguments, Command]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const context = contextOf(command);
    const answer = await action(context, ...(given.slice(0, -1) as Arguments));
    if (answer === undefined) return;
    context.output.answer(answer);
    process.exitCode = answer.exitCode ?? 0;
  };
}

/** Lines of help with one example each. */
export const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;

function contextOf(command: Command): CommandContext {
  const flags = command.optsWithGlobals<GlobalFlags>();
  const output = new Output(flags.json === true);
  return { flags, output, settings: (ownFlags) => settingsFrom(flags, ownFlags, (warning) => output.note(warning)) };
}
