/** How holders end: seen dead, silent to the last ms of a grace, hung, letting go of a lease, or many at once. */

import * as fc from 'fast-check';
import type { ProcessId } from '../../../queues/values.ts';
import { TTL_MS } from '../../support/driven-project.ts';
import type { Name, Notes } from '../notes.ts';
import type { Session } from '../session.ts';
import { sendBeat } from '../calls/beats.ts';
import { bear, living } from '../calls/births.ts';
import { claim, claimOf, enqueue } from '../calls/claims.ts';
import { endQuarantine } from '../calls/interventions.ts';
import { passTo } from '../calls/passing.ts';
import { seeSilent } from './process-steps.ts';
import { leaseNow, repairOrphan, scan } from '../calls/repairs.ts';
import { takeIssues } from '../calls/requests.ts';
import { Step } from './step.ts';
import { flags, heldIssues, issueText, names, theIssue, type WhichIssue } from '../subjects.ts';

/** What comes after a death. */
const AFTERMATHS = ['nothing', 'one more takes it', 'it is enqueued and claimed', 'an operator releases it'] as const;
type Aftermath = (typeof AFTERMATHS)[number];

const deaths = fc.record({
  name: names,
  issues: fc.constantFrom([1], [1, 2]),
  times: fc.integer({ min: 1, max: 3 }),
  aftermath: fc.constantFrom(...AFTERMATHS),
});

/** New processes, one after the other, take one issue or two, die over them, and their pids are seen gone. */
const deathStep = deaths.map(
  ({ name, issues, times, aftermath }) =>
    new Step(
      `${times} × a new ${name} takes #${issues.join(', #')}, and dies; ${aftermath}`,
      async (session, notes) => {
        for (let death = 0; death < times; death += 1) await dieOver(session, notes, name, issues);
        await goOn(session, notes, name, issues, aftermath);
      },
    ),
);

async function goOn(
  session: Session,
  notes: Notes,
  name: Name,
  [issue = 1, ...others]: readonly number[],
  aftermath: Aftermath,
): Promise<void> {
  if (aftermath === 'an operator releases it') return endQuarantine(session, issue);
  if (aftermath === 'nothing') return;
  await bear(session, notes, name);
  const processId = notes.idOf(name);
  if (aftermath === 'one more takes it') return takeIssues(session, notes, processId, [issue, ...others]);
  await enqueue(session, issue);
  await claim(session, notes, claimOf(session, notes, issue, processId));
}

async function dieOver(session: Session, notes: Notes, name: Name, issues: readonly number[]): Promise<void> {
  await bear(session, notes, name);
  await takeIssues(session, notes, notes.idOf(name), issues);
  for (const issue of issues) await repairOrphan(session, { ...leaseNow(session, notes, issue), cause: 'dead' });
}

const silences = fc.record({
  issue: heldIssues,
  /** What there is of the holder when its time is over. */
  sign: fc.constantFrom('no sign', 'a living pid', 'a beat for nothing'),
  graceMs: fc.constantFrom(0, 10_000, 30_000),
  besideMs: fc.constantFrom(-1, 0, 0, 1),
  /** A silence of Redis, after the deadline. */
  gapMs: fc.constantFrom(0, 0, 0, 40_000),
  isTakenUp: fc.boolean(),
});
type Silence = typeof silences extends fc.Arbitrary<infer T> ? T : never;

const silenceText = ({ issue, sign, graceMs, besideMs, gapMs, isTakenUp }: Silence): string => {
  const until = `${graceMs}${besideMs < 0 ? '' : '+'}${besideMs} ms after its deadline`;
  const rest = flags({ [`a gap of ${gapMs} ms`]: gapMs > 0, 'somebody takes it up': isTakenUp });
  return `the holder of ${issueText(issue)} leaves ${sign} until ${until}${rest}`;
};

/** A holder falls silent, and is looked at about when one of its graces ends. */
const silenceStep = silences.map(
  (silence) =>
    new Step(silenceText(silence), async (session, notes) => {
      const issue = await heldIssue(session, notes, silence.issue);
      const deadlineMs = theIssue(session.world, issue).lease?.deadlineMs ?? 0;
      if (deadlineMs < session.world.nowMs) return;
      await passTo(session, deadlineMs);
      await leaveSign(session, notes.holderOf(theIssue(session.world, issue)), silence.sign);
      await passTo(session, deadlineMs + Math.max(0, silence.graceMs + silence.besideMs));
      session.standAt(session.world.nowMs + silence.gapMs);
      await repairOrphan(session, { ...leaseNow(session, notes, issue), cause: 'expired' });
      if (silence.isTakenUp) await takeUp(session, notes, issue);
    }),
);

/** The issue that is meant; the first, taken just now, where none is held. */
async function heldIssue(session: Session, notes: Notes, which: WhichIssue): Promise<number> {
  const { number, lease } = theIssue(session.world, which);
  if (lease === undefined) await takeIssues(session, notes, await living(session, notes, 'bot'), [number]);
  return number;
}

async function leaveSign(session: Session, holder: ProcessId, sign: Silence['sign']): Promise<void> {
  if (sign === 'a living pid') await seeSilent(session, holder);
  if (sign === 'a beat for nothing') {
    const beat = { processId: holder, ttlMs: TTL_MS, leases: [], rssBytes: 1, cpuPercent: 1, acknowledged: [] };
    await sendBeat(session, beat);
  }
}

/** When the lock-delay is over, the next holder hears how the last one ended. */
async function takeUp(session: Session, notes: Notes, issue: number): Promise<void> {
  await passTo(session, session.world.nowMs + session.project.rules.lockDelayMs);
  await takeIssues(session, notes, await living(session, notes, 'twin'), [issue]);
}

/** Enough leases that all will run out at once. */
const FLEET = [11, 12, 13, 14, 15, 16];

/** One holder of many issues: all run out at once, and are scanned. */
const fleetStep = fc.record({ name: names, isSilent: fc.boolean() }).map(
  ({ name, isSilent }) =>
    new Step(`${name} takes six issues${flags({ 'and is silent': isSilent })}`, async (session, notes) => {
      await takeIssues(session, notes, await living(session, notes, name), FLEET);
      if (!isSilent) return;
      await passTo(session, session.world.nowMs + TTL_MS);
      await scan(session, notes);
    }),
);

export const deathSteps = fc.oneof(
  { weight: 4, arbitrary: deathStep },
  { weight: 8, arbitrary: silenceStep },
  { weight: 2, arbitrary: fleetStep },
);
