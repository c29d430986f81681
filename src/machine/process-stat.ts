/** Reads what Linux tells of a process in `/proc/PID/stat`. */

/** Places of the fields after the command's name, counted from 0 (proc_pid_stat(5) counts the state as 3). */
const PLACE = { state: 0, parentPid: 1, groupId: 2, sessionId: 3, startTime: 19 } as const;

export interface ProcessStat {
  pid: number;
  /** One letter: R, S, D run or wait, T and t are stopped, Z and X have ended. */
  state: string;
  parentPid: number;
  groupId: number;
  sessionId: number;
  /** Clock ticks between the boot and the start, as text. */
  startTime: string;
}

/** Parses one line of `/proc/PID/stat`; undefined when it is not one. */
export function parseProcessStat(line: string): ProcessStat | undefined {
  // The second field is the command's name in brackets, and the name itself may hold spaces and brackets.
  const fields = line
    .slice(line.lastIndexOf(')') + 1)
    .trim()
    .split(/\s+/);
  const state = fields[PLACE.state];
  const startTime = fields[PLACE.startTime];
  if (state === undefined || startTime === undefined || !/^\d+ \(/.test(line)) return undefined;
  return {
    pid: Number.parseInt(line, 10),
    state,
    parentPid: Number(fields[PLACE.parentPid]),
    groupId: Number(fields[PLACE.groupId]),
    sessionId: Number(fields[PLACE.sessionId]),
    startTime,
  };
}
