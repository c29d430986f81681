/** Mutants of the comments on repairs: that each is posted, and none twice. */

import type { CutList } from '../mutant.ts';

export const commentCuts: CutList = {
  area: 'comments',
  files: [
    {
      file: 'src/github/comment-pass.ts',
      tests: ['github/comment-pass'],
      cuts: [
        {
          id: 'comment-looked-for',
          guard: 'a comment is looked for before it is posted',
          find: 'if (await comments.hold(',
          replace: 'if (false && await comments.hold(',
        },
        {
          id: 'comment-deferred',
          guard: 'a comment that gets no slot is not given up',
          find: "    case 'deferred':\n      return { ...verdict, outcome: 'again-later' };\n    case 'unavailable':",
          replace: "      return { ...verdict, outcome: 'again-later' };\n    case 'unavailable':",
        },
        {
          id: 'comment-opened',
          guard: 'a comment is not posted while one may still land',
          find: "if (opening.outcome === 'wait') return {",
          replace: 'if (false) return {',
        },
        {
          id: 'comment-gone',
          guard: 'a comment that another worker saw to is not posted',
          find: "if (opening.outcome === 'gone') return { outcome: 'gone' };",
        },
        {
          id: 'comment-final',
          guard: 'a comment that GitHub refuses for good is given up',
          find: "await marks.close(); return { outcome: 'refused', reason: fault.reason };",
          replace: "return { outcome: 'refused', reason: fault.reason };",
        },
        {
          id: 'comment-404',
          guard: 'a 404 is read again before it is believed',
          find: "kind === 'missing' || ",
        },
      ],
    },
    {
      file: 'src/github/repair-comment-text.ts',
      tests: ['github/repair-comment-text'],
      cuts: [
        {
          id: 'comment-plain',
          guard: 'no name in a comment is read as markup',
          find: ".replaceAll(/[^\\w.:~-]/g, '?')",
        },
      ],
    },
    {
      file: 'src/transitions/comment-open.lua',
      tests: ['transitions/repair-comment'],
      cuts: [
        {
          id: 'comment-open-known',
          guard: 'a comment that is done with is not opened',
          find: "if not has_comment(key, arg.fence) then return { 'gone' } end",
        },
        {
          id: 'comment-open-landing',
          guard: 'a post that was begun has its time to land',
          find: 'time.ms < tried_at + LANDING_MS',
          replace: 'false',
        },
        {
          id: 'comment-open-clock',
          guard: 'a post that was begun in the future has its time anew',
          find: "math.min(tonumber(redis.call('HGET', key.comments, 'tried:' .. arg.fence) or '-1'), time.ms)",
          replace: "tonumber(redis.call('HGET', key.comments, 'tried:' .. arg.fence) or '-1')",
        },
      ],
    },
    {
      file: 'src/transitions/includes/repair-comment.lua',
      tests: ['transitions/repair-comment'],
      cuts: [
        {
          id: 'comment-last',
          guard: 'the mark stays until the last comment of the issue is done with',
          find: "if redis.call('EXISTS', key.comments) == 0 then redis.call('ZREM', key.comments_wanted, issue) end",
          replace: "redis.call('ZREM', key.comments_wanted, issue)",
        },
      ],
    },
    {
      file: 'src/transitions/repair.lua',
      tests: ['transitions/repair-comment'],
      cuts: [
        {
          id: 'comment-asked-for',
          guard: 'a repair is told of only where that is wanted',
          find: "if arg.is_comment_wanted == '1' then",
          replace: 'if true then',
        },
      ],
    },
    {
      file: 'workers/project-scan-handler.ts',
      tests: ['workers/repair-comments'],
      cuts: [
        {
          id: 'comment-scan',
          guard: 'a scan finds comments that nobody was asked for',
          find: 'commentsNudged: isServed ? await follow(site, await nudgeComments(site)) : 0,',
          replace: 'commentsNudged: 0,',
        },
      ],
    },
  ],
};
