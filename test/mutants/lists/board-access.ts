/** Mutants of the door of the board: who comes in, and what other sites can make a browser do. */

import type { CutList } from '../mutant.ts';

export const boardAccessCuts: CutList = {
  area: 'board-access',
  files: [
    {
      file: 'bull-board/app.ts',
      tests: ['bull-board/guards'],
      cuts: [
        {
          id: 'board-login',
          guard: 'nothing of the board is seen without log-in',
          find: 'app.use(requireLogin(access));',
          tests: ['bull-board/log-in'],
        },
        {
          id: 'board-hosts',
          guard: 'a board on loopback answers to no foreign name',
          find: 'if (isLocal) app.use(refuseForeignHosts);',
        },
        { id: 'board-csrf', guard: 'other sites change nothing', find: 'app.use(refuseForeignChanges);' },
        {
          id: 'board-read-only',
          guard: 'a read-only board takes no change',
          find: 'if (isReadOnly) app.use(refuseChanges);',
          tests: ['bull-board/queue-pages'],
        },
        {
          id: 'board-headers',
          guard: 'browsers are told what pages may do',
          find: 'app.use(securityHeaders, cacheHeaders);',
          replace: 'app.use(cacheHeaders);',
        },
      ],
    },
    {
      file: 'bull-board/require-login.ts',
      tests: ['bull-board/log-in'],
      cuts: [
        {
          id: 'door-basic',
          guard: 'HTTP Basic is checked',
          find: 'return isRight(request) ? next() : refuse(request, response);',
          replace: 'return next();',
        },
      ],
    },
    {
      file: 'bull-board/credentials.ts',
      tests: ['bull-board/log-in'],
      cuts: [
        {
          id: 'right-user',
          guard: 'the user must be right',
          find: 'return isUser && isPassword;',
          replace: 'return isPassword;',
        },
        {
          id: 'right-password',
          guard: 'the password must be right',
          find: 'return isUser && isPassword;',
          replace: 'return isUser;',
        },
      ],
    },
    {
      file: 'bull-board/login-limit.ts',
      tests: ['bull-board/login-limit'],
      cuts: [
        {
          id: 'limit',
          guard: 'an address has so many wrong attempts',
          find: 'limit: MAX_WRONG_ATTEMPTS',
          replace: 'limit: 1_000_000',
        },
        {
          id: 'limit-right',
          guard: 'the right password is refused too once the attempts are used up',
          find: ' && !(await isUsedUp(request))',
        },
      ],
    },
    {
      file: 'bull-board/same-origin.ts',
      tests: ['bull-board/guards'],
      cuts: [
        {
          id: 'origin-site',
          guard: 'a request of another site is refused',
          find: "return site === 'same-origin';",
          replace: 'return true;',
        },
        {
          id: 'origin-cookie',
          guard: 'a request that hides where it comes from is refused with a cookie',
          find: 'return headers.cookie === undefined;',
          replace: 'return true;',
        },
      ],
    },
    {
      file: 'bull-board/sessions.ts',
      tests: ['bull-board/sessions'],
      cuts: [
        {
          id: 'session-end',
          guard: 'a session ends',
          find: '(this.#endsAtMs.get(id) ?? 0) > this.#nowMs()',
          replace: 'this.#endsAtMs.has(id)',
        },
      ],
    },
    {
      file: 'bull-board/session-cookie.ts',
      tests: ['bull-board/log-in'],
      cuts: [
        {
          id: 'cookie-sites',
          guard: 'other sites can’t send the cookie',
          find: "sameSite: 'strict'",
          replace: "sameSite: 'none'",
        },
      ],
    },
    {
      file: 'bull-board/login-routes.ts',
      tests: ['bull-board/log-in'],
      cuts: [
        {
          id: 'login-new-session',
          guard: 'a log-in ends the session before it',
          find: 'sessions.close(readSessionId(request)); writeSessionId',
          replace: 'writeSessionId',
        },
        {
          id: 'logout',
          guard: 'a log-out ends the session',
          find: 'sessions.close(readSessionId(request)); clearSessionId',
          replace: 'clearSessionId',
        },
        {
          id: 'login-form-limit',
          guard: 'wrong attempts by the form are counted',
          find: 'form, access.limit, ',
          replace: 'form, ',
          tests: ['bull-board/login-limit'],
        },
      ],
    },
    {
      file: 'bull-board/loopback.ts',
      tests: ['bull-board/guards', 'bull-board/start-board'],
      cuts: [
        {
          id: 'loopback',
          guard: 'an address that others can reach is no loopback',
          find: "LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6')",
          replace: 'true',
        },
      ],
    },
  ],
};
