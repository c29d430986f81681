/** Mutants of the scan, which finds what a crash between two steps left behind. */

import type { CutList } from '../mutant.ts';

export const scanCuts: CutList = {
  area: 'workers-scan',
  files: [
    {
      file: 'workers/project-scan-handler.ts',
      tests: ['workers/nudges'],
      cuts: [
        {
          id: 'scan-expired',
          guard: 'a scan finds leases that ran out',
          find: 'await follow(site, await expiredRepairs(site, issues));',
          tests: ['workers/deaths'],
        },
        {
          id: 'scan-all-expired',
          guard: 'a scan looks at every lease that ran out, however many',
          find: 'if (isLast) return { expired, locksFreed };',
          replace: 'return { expired, locksFreed };',
        },
        {
          id: 'scan-labels',
          guard: 'a scan finds labels whose pass was lost',
          find: 'await follow(site, await nudgeLabels(site))',
          replace: '0',
        },
        {
          id: 'scan-tasks',
          guard: 'a scan finds tasks whose ticket was lost',
          find: 'await follow(site, await nudgeTasks(site))',
          replace: '0',
        },
        {
          id: 'scan-requests',
          guard: 'a scan finds requests without an outcome',
          find: 'await settleFailedRequests(site, log)',
          replace: '0',
          tests: ['workers/settling'],
        },
      ],
    },
    {
      file: 'workers/nudge-tasks.ts',
      tests: ['workers/nudges'],
      cuts: [
        {
          id: 'nudge-task-due',
          guard: 'a ticket that was issued is given its time',
          find: "'-inf', nowMs, 'LIMIT'",
          replace: "'-inf', '+inf', 'LIMIT'",
        },
      ],
    },
    {
      file: 'workers/nudge-labels.ts',
      tests: ['workers/nudges'],
      cuts: [
        {
          id: 'nudge-blocked',
          guard: 'labels that GitHub refused for good are not asked for again',
          find: 'await unblocked(store, dirty.map(Number))',
          replace: 'dirty.map(Number)',
          tests: ['workers/labels-follow'],
        },
        {
          id: 'nudge-behind-blocked',
          guard: 'however many labels GitHub refused, the others are found',
          find: 'issues.length > 0 || dirty.length < PAGE',
          replace: 'true',
        },
      ],
    },
    {
      file: 'workers/settle-failed-requests.ts',
      tests: ['workers/settling'],
      cuts: [
        {
          id: 'settle-once',
          guard: 'an outcome that is there is not made up again',
          find: 'if ((await store.redis.exists(store.keys.request(request.requestId))) === 1) return false;',
        },
        {
          id: 'settle-all',
          guard: 'requests are settled beyond the newest fifty',
          find: 'if (onPage === 0) return settled;',
          replace: 'return settled;',
        },
      ],
    },
    {
      file: 'workers/forget-old-processes.ts',
      tests: ['workers/nudges'],
      cuts: [
        {
          id: 'forget-young',
          guard: 'a process that was seen within the week is kept',
          find: 'if (at / 2 >= beyond && Number(lastSeen) >= agedBeforeMs) break;',
        },
      ],
    },
    {
      file: 'workers/orphan-scan.ts',
      tests: ['workers/several-projects', 'workers/other-projects'],
      cuts: [
        {
          id: 'scan-every-project',
          guard: 'every known project is scanned, whichever worker draws the scan',
          find: '...new Set([...sites.keys(), ...known])',
          replace: '...sites.keys()',
        },
      ],
    },
    {
      file: 'workers/schedules.ts',
      tests: ['workers/schedules'],
      cuts: [
        {
          id: 'schedule-kept',
          guard: 'a schedule that Redis lost comes back',
          find: 'if (!(await isScheduled(schedule, context))) await upsert(schedule, context);',
        },
        {
          id: 'schedule-stuck',
          guard: 'a schedule whose next run is long overdue is renewed',
          find: 'return Date.now() < scheduler.next + MISSED_RUNS * (scheduler.every ?? 0);',
          replace: 'return true;',
          tests: ['workers/schedules', 'workers/changed-schedule'],
        },
      ],
    },
    {
      file: 'src/enqueue/follow-ups.ts',
      tests: ['workers/nudges'],
      cuts: [
        {
          id: 'ticket-failed',
          guard: 'a ticket that failed for good does not swallow the next',
          find: 'await removeFinished(project.tasks, jobId);',
          tests: ['workers/project-scan'],
        },
        {
          id: 'ticket-looked-after',
          guard: 'a ticket that was issued is not issued again with each scan',
          find: "await store.redis.zadd(store.keys.own.tasks_wanted, 'XX', 'GT', lookAgainAtMs, wanted.taskId);",
        },
        {
          id: 'ticket-claimed-meanwhile',
          guard: 'a task that was claimed meanwhile is not marked again',
          find: "'XX', 'GT', lookAgainAtMs",
          replace: "'GT', lookAgainAtMs",
        },
        {
          id: 'urgent-pass',
          guard: 'a pass that somebody asked for comes beside one that may have read before',
          find: "because === 'asked' ? `${project}#${issue}#asked` : ",
          replace: '',
          tests: ['client/labels'],
        },
        {
          id: 'new-state-pass',
          guard: 'a new state is shown though a former pass is put off',
          find: "replace: because !== 'due'",
          replace: 'replace: false',
          tests: ['workers/labels-follow', 'client/labels'],
        },
      ],
    },
  ],
};
