/** Writes what a command has to say: its answer to standard output, everything else to standard error. */

import type { ExitCode } from './exit-codes.ts';

/** What a command found or did; one of `json` and `text` is printed. */
export interface Answer {
  /** The one document of `--json`. */
  json: unknown;
  /** For people, on standard output; several lines, the last without its line end; '' = nothing. */
  text: string;
  /** For people, on standard error: what is not the answer itself, such as why there is none. */
  note?: string;
  /** Default: 0. */
  exitCode?: ExitCode;
}

export class Output {
  /** Whether standard output is for a program: one JSON document and nothing else. */
  readonly isJson: boolean;

  constructor(isJson: boolean) {
    this.isJson = isJson;
  }

  /** Columns of the terminal; without one, lines are not cut. */
  get columns(): number {
    return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
  }

  /** Prints the answer; called once. */
  answer({ json, text, note }: Answer): void {
    if (this.isJson) return this.print(JSON.stringify(json, undefined, 2));
    if (text !== '') this.print(text);
    if (note !== undefined) this.note(`mirin: ${note}`);
  }

  /** A line on standard output, for commands that tell a story as it happens; only without `--json`. */
  print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** A line on standard error. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** How far a long command is: one line that replaces itself, only where a person looks at it. */
  progress(text: string): void {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text.slice(0, process.stderr.columns - 1)}`);
  }

  /** Takes the progress line away. */
  endProgress(): void {
    this.progress('');
  }
}
