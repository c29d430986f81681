/** Mutants of the marks of label passes: a dirty mark goes only where nothing can have come in between. */

import type { CutList } from '../mutant.ts';

export const labelPassCuts: CutList = {
  area: 'lua-labels',
  files: [
    {
      file: 'src/transitions/label-close.lua',
      tests: ['transitions/label-close'],
      cuts: [
        {
          id: 'close-version',
          guard: 'the mark stays where the state moved on since the pass read it',
          find: "if (record[1] or '0') ~= arg.version_read then return { 'moved-on' } end",
        },
        {
          id: 'close-epoch',
          guard: 'the mark stays where another pass came and went meanwhile',
          find: "tonumber(record[2] or '0') ~= tonumber(arg.epoch_read) + own_openings",
          replace: 'false',
        },
        {
          id: 'close-other-open',
          guard: 'the mark stays where another pass is under way',
          find: '    was_disturbed = true\n',
        },
        {
          id: 'close-other-issue',
          guard: 'a pass of another issue is no other pass',
          find: "if string.sub(pass, 1, #arg.issue + 1) == arg.issue .. ':' then",
          replace: 'if true then',
        },
        {
          id: 'close-stale',
          guard: 'a pass that was stopped does not keep the mark for ever',
          find: 'opened_at < time.ms - STALE_MS or ',
        },
        {
          id: 'close-future',
          guard: 'a pass from before the clock was set back does not keep the mark for ever',
          find: ' or opened_at > time.ms',
        },
        { id: 'close-ambiguous', guard: 'the mark stays where a write got no answer', find: 'is_unsettled or ' },
        {
          id: 'close-landing',
          guard: 'the mark stays as long as a write without an answer may still land',
          find: 'return time.ms < unanswered_at + LANDING_MS',
          replace: 'return false',
        },
        {
          id: 'close-landing-ahead',
          guard: 'a write without an answer from before a step back of the clock counts from now',
          find: 'or unanswered_at > time.ms',
        },
        {
          id: 'close-broken-off',
          guard: 'the mark stays where the pass broke off',
          find: " or arg.is_broken_off == '1'",
        },
        {
          id: 'close-counts',
          guard: 'the end of a pass is seen by others',
          find: "redis.call('HINCRBY', key.issue, 'labelEpoch', 1)",
        },
        {
          id: 'close-shown',
          guard: 'the record says which version the labels show',
          find: "if record[1] then redis.call('HSET', key.issue, 'labelVersion', record[1]) end",
        },
      ],
    },
    {
      file: 'src/transitions/label-open.lua',
      tests: ['transitions/label-close'],
      cuts: [
        {
          id: 'open-marks',
          guard: 'the begin of a pass is seen by others, and marks the labels that it writes',
          find: 'mark_labels(key, arg.issue, time)',
        },
        {
          id: 'open-noted',
          guard: 'a pass that may write is noted before it writes',
          find: "redis.call('ZADD', key.labels_open, time.text, arg.issue .. ':' .. arg.pass_id)",
        },
      ],
    },
    {
      file: 'src/transitions/includes/label-mark.lua',
      tests: ['transitions/label-close'],
      cuts: [
        {
          id: 'mark-counts',
          guard: 'a pass that read before the mark does not take it away',
          find: "redis.call('HINCRBY', key.issue, 'labelEpoch', 1)",
        },
      ],
    },
    {
      file: 'src/transitions/take-delivery.lua',
      tests: ['transitions/take-delivery'],
      cuts: [
        {
          id: 'delivery-once',
          guard: 'a delivery that comes again has no effect',
          find: "if not redis.call('SET', key.delivery, time.text, 'NX', 'PX', arg.keep_ms) then return { 'repeated' } end",
        },
        {
          id: 'delivery-forgotten',
          guard: 'deliveries are forgotten after a day',
          find: ", 'PX', arg.keep_ms)",
          replace: ')',
        },
        {
          id: 'delivery-damped',
          guard: 'a delivery marks nothing that is left alone for a while',
          find: "if is_damped(key, arg.issue, time) then return { 'damped' } end",
          tests: ['transitions/note-correction'],
        },
        {
          id: 'delivery-agrees',
          guard: 'a delivery that agrees with the state marks nothing',
          find: "if arg.is_drift ~= '1' then return { 'noted' } end",
        },
      ],
    },
    {
      file: 'src/transitions/take-recheck.lua',
      tests: ['bull-board/webhooks'],
      cuts: [
        {
          id: 'recheck-once',
          guard: 'a delivery that comes again makes no further sweep of all issues',
          find: "if not redis.call('SET', key.delivery, time.text, 'NX', 'PX', arg.keep_ms) then return { 'repeated' } end",
        },
      ],
    },
    {
      file: 'src/transitions/note-correction.lua',
      tests: ['transitions/note-correction'],
      cuts: [
        {
          id: 'correction-of-shown',
          guard: 'only labels that had shown the state are corrected',
          find: "if record[1] ~= arg.version then return { 'none' } end",
        },
        {
          id: 'correction-window',
          guard: 'corrections of long ago do not count',
          find: 'tonumber(at) > time.ms - WINDOW_MS and ',
        },
        {
          id: 'correction-future',
          guard: 'corrections from before the clock was set back do not count',
          find: ' and tonumber(at) <= time.ms',
        },
      ],
    },
    {
      file: 'src/transitions/includes/label-damping.lua',
      tests: ['transitions/note-correction'],
      cuts: [
        {
          id: 'damping-ends',
          guard: 'labels are not left alone for ever',
          find: 'time.ms < until_ms and ',
        },
        {
          id: 'damping-future',
          guard: 'a damping from before the clock was set back is over',
          find: ' and until_ms <= time.ms + DAMPED_MS',
        },
      ],
    },
    {
      file: 'src/transitions/note-drift.lua',
      tests: ['transitions/note-correction'],
      cuts: [
        {
          id: 'drift-damped',
          guard: 'drift is left alone where it was put right too often',
          find: "if is_damped(key, arg.issue, time) then return { 'damped' } end",
        },
      ],
    },
  ],
};
