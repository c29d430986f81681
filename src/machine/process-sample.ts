/** Measures the memory and the processor time of this process, for its heartbeats. */

export interface ProcessSample {
  /** Resident memory in bytes. */
  memoryBytes: number;
  /** Share of one core since the previous sample (since the start without one), in percent; above 100 with threads. */
  cpuPercent: number;
  /** Processor time so far, and when that was measured on the process's own clock: for the next sample. */
  cpuMs: number;
  atMs: number;
}

/** Measures this process now; with `previous`, its load is that of the time in between. */
export function sampleProcess(previous: Pick<ProcessSample, 'cpuMs' | 'atMs'> = { cpuMs: 0, atMs: 0 }): ProcessSample {
  const { user, system } = process.cpuUsage();
  const cpuMs = (user + system) / 1000;
  const atMs = process.uptime() * 1000;
  const elapsedMs = Math.max(1, atMs - previous.atMs);
  const cpuPercent = Math.round((100 * (cpuMs - previous.cpuMs)) / elapsedMs);
  return { memoryBytes: process.memoryUsage.rss(), cpuPercent, cpuMs, atMs };
}
