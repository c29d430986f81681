/** Mutants of what the board shows of secrets, and keeps of its own. */

import type { CutList } from '../mutant.ts';

export const boardSecretCuts: CutList = {
  area: 'board-secrets',
  files: [
    {
      file: 'bull-board/return-path.ts',
      tests: ['bull-board/return-path'],
      cuts: [{ id: 'return-origin', guard: 'a log-in leads to no other host', find: 'url.origin === HERE && ' }],
    },
    {
      file: 'bull-board/mask-secrets.ts',
      tests: ['bull-board/mask-secrets'],
      cuts: [
        {
          id: 'mask-names',
          guard: 'fields are masked by their name',
          find: 'isSecret(name) ? name : secretName',
          replace: 'secretName',
        },
        {
          id: 'mask-below',
          guard: 'all below a secret name is masked',
          find: 'isSecret(name) ? name : secretName',
          replace: 'isSecret(name) ? name : undefined',
        },
        {
          id: 'mask-forms',
          guard: 'secrets are masked by their form',
          find: 'maskText(value) : MASK',
          replace: 'value : MASK',
        },
      ],
    },
    {
      file: 'bull-board/queue-pages.ts',
      tests: ['bull-board/queue-pages'],
      cuts: [
        {
          id: 'pages-masked',
          guard: 'pages show no secrets',
          find: 'body: maskSecrets(result.body)',
          replace: 'body: result.body',
        },
        {
          id: 'pages-keep-secrets',
          guard: 'a mask is never saved in place of its secret',
          find: 'before: ({ request }) => refuseMasked(request.body),',
        },
      ],
    },
    {
      file: 'bull-board/health-routes.ts',
      tests: ['bull-board/health'],
      cuts: [
        {
          id: 'health-status',
          guard: 'a board that is not ready says so by its status',
          find: 'report.ready ? 200 : 503',
          replace: '200',
        },
        {
          id: 'health-secrets',
          guard: 'health shows no secrets',
          find: 'json(maskSecrets(report))',
          replace: 'json(report)',
        },
      ],
    },
    {
      file: 'bull-board/board-password.ts',
      tests: ['bull-board/board-password'],
      cuts: [
        {
          id: 'password-others',
          guard: 'a password that others can read is refused',
          find: 'if ((mode & OTHERS) !== 0)',
          replace: 'if (false)',
        },
        {
          id: 'password-mode',
          guard: 'only its owner can read the password',
          find: "{ mode: 0o600, flag: 'wx' }",
          replace: "{ mode: 0o644, flag: 'wx' }",
        },
      ],
    },
  ],
};
