/** Guards of the intake: what becomes a task, once, in its order, and what never does. */

import type { CutList } from '../mutant.ts';

export const intakeCuts: CutList = {
  area: 'intake',
  files: [
    {
      file: 'src/transitions/includes/intake.lua',
      tests: ['transitions/intake'],
      cuts: [
        {
          id: 'intake-live-task',
          guard: 'an issue that has a task gets no other',
          find: "if task.is_live then return 'queued', false end",
        },
        {
          id: 'intake-status',
          guard: 'an issue that is held, done or quarantined is left',
          find: "if status ~= 'pending' and status ~= 'error' then return status, false end",
        },
        {
          id: 'intake-given-up',
          guard: 'an issue whose runs failed too often is left',
          find: "if status == 'error' and task.is_given_up then return 'failed', false end",
        },
        {
          id: 'intake-processed',
          guard: 'a comment that was dealt with is no work again',
          find: "if redis.call('SISMEMBER', key.processed_comments, comment) == 1 then return 'processed', false end",
        },
        {
          id: 'intake-one-comment-at-a-time',
          guard: 'a comment waits while its issue has a task',
          find: "if task.is_live then return 'queued', task.comment ~= comment end",
        },
        {
          id: 'intake-comment-order',
          guard: 'a comment whose run failed goes before later ones',
          find: "if task.comment ~= comment then return 'queued', true end",
        },
      ],
    },
    {
      file: 'src/transitions/intake-take.lua',
      tests: ['transitions/intake'],
      cuts: [
        {
          id: 'intake-limit',
          guard: 'no more tasks wait than may',
          find: "redis.call('ZCARD', key.tasks_wanted) >= tonumber(rule[1] or '0')",
          replace: 'false',
        },
        {
          id: 'intake-told-once',
          guard: 'that the intake stops is told once',
          find: "redis.call('HSETNX', key.intake, 'stoppedAt', time.text) == 1 and '1' or '0'",
          replace: "'1'",
        },
        {
          id: 'intake-awaits',
          guard: 'an issue with a comment to be answered awaits a response until somebody takes it up',
          find: "arg.comment == '' and record.status ~= 'pending'",
          replace: "record.status ~= 'pending'",
        },
      ],
    },
    {
      file: 'src/transitions/includes/intake-end.lua',
      tests: ['transitions/intake'],
      cuts: [
        {
          id: 'intake-failed-comment',
          guard: 'a comment whose run failed is not processed',
          find: "if status == 'error' then return retry(key, taken, time) end",
        },
        {
          id: 'intake-retry-bound',
          guard: 'a run that fails is not repeated for ever',
          find: 'if failures < tonumber(taken[4] or DEFAULT_ATTEMPTS) then note_candidate(key, taken[1], taken[3]) end',
          replace: 'note_candidate(key, taken[1], taken[3])',
        },
      ],
    },
    {
      file: 'src/intake/judge-issue.ts',
      tests: ['intake/judge-issue'],
      cuts: [
        {
          id: 'intake-excluded',
          guard: 'an excluded label keeps an issue from being taken',
          find: "if (labels.some((label) => rule.excluded.includes(label))) return 'excluded';",
        },
        {
          id: 'intake-owned-label',
          guard: 'an issue that was taken before Mirin knew of it is left',
          find: '!isKnown && ',
          replace: 'false && ',
        },
        {
          id: 'intake-highest',
          guard: 'the highest priority counts',
          find: 'PRIORITY_LEVELS[other] - PRIORITY_LEVELS[one]',
          replace: 'PRIORITY_LEVELS[one] - PRIORITY_LEVELS[other]',
        },
      ],
    },
    {
      file: 'src/intake/judge-comment.ts',
      tests: ['intake/judge-comment'],
      cuts: [
        {
          id: 'intake-marked',
          guard: "Mirin's own comments are no work",
          find: "if (MARKER.test(comment.body)) return 'marked';",
        },
        { id: 'intake-bot', guard: "bots' comments are no work", find: "if (comment.isByBot) return 'bot';" },
        {
          id: 'intake-own',
          guard: "comments of the token's account are no work",
          find: "if (author === ownLogin?.toLowerCase()) return 'own';",
        },
      ],
    },
    {
      file: 'src/intake/fill-tasks.ts',
      tests: ['workers/intake'],
      cuts: [
        {
          id: 'intake-nothing-when-off',
          guard: 'candidates wait while the intake is off',
          find: '!(await isIntakeOn(target.store)) || ',
          tests: ['intake/fill-tasks'],
        },
        {
          id: 'intake-sweep-first',
          guard: 'nothing is taken in the midst of a sweep, which may find what is more urgent',
          find: ' || (await isTooEarly(target))',
          tests: ['intake/fill-tasks'],
        },
      ],
    },
    {
      file: 'src/intake/note-issues.ts',
      tests: ['workers/intake'],
      cuts: [
        {
          id: 'intake-label-gone',
          guard: 'what is work no more is forgotten',
          find: 'await dropCandidates(store, unfit.map(candidateName));',
        },
      ],
    },
    {
      file: 'src/webhooks/work-hint.ts',
      tests: ['webhooks/work-hint'],
      cuts: [
        {
          id: 'intake-hint-pull-request',
          guard: 'comments on pull requests lead to no look',
          find: ' || issue.pull_request !== undefined',
        },
        {
          id: 'intake-hint-created',
          guard: 'a comment that is edited leads to no look',
          find: "action !== 'created' || ",
        },
        {
          id: 'intake-hint-own-labels',
          guard: "Mirin's own labels lead to no look",
          find: 'label === undefined || isNamed(rule, label.name)',
          replace: 'true',
        },
      ],
    },
  ],
};
