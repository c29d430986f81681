/** Mutants of accounts at GitHub: whose token goes where, when one is minted, and what is never shown. */

import type { CutList } from '../mutant.ts';

export const accountCuts: CutList = {
  area: 'accounts',
  files: [
    {
      file: 'src/configuration/github-access.ts',
      tests: ['configuration/github-access'],
      cuts: [
        {
          id: 'account-elsewhere',
          guard: 'a token goes to no API that it was not given for',
          find: 'return namesAccount(settings) && !isElsewhere ? settings : undefined;',
          replace: 'return namesAccount(settings) ? settings : undefined;',
        },
        {
          id: 'account-own',
          guard: 'a project’s own account goes before that of all',
          find: 'if (own !== undefined && namesAccount(own)) return own;',
        },
      ],
    },
    {
      file: 'src/configuration/load-settings.ts',
      tests: ['configuration/github-access'],
      cuts: [
        {
          id: 'own-secrets',
          guard: 'no faulty secret of a single project is shown',
          find: 'secrets.some((secret) => field.endsWith(`.${secret}`))',
          replace: 'false',
        },
      ],
    },
    {
      file: 'src/configuration/child-environment.ts',
      tests: ['configuration/github-access'],
      cuts: [
        {
          id: 'child-key',
          guard: 'a command under a lease is not handed the App’s key',
          find: ', MIRIN_GITHUB_APP_PRIVATE_KEY: _key',
        },
      ],
    },
    {
      file: 'src/github/installation-identity.ts',
      tests: ['github/github-app'],
      cuts: [
        {
          id: 'mint-once',
          guard: 'one token is minted for all that wait for it',
          find: 'this.#minting ??= this.#mint()',
          replace: 'this.#minting = this.#mint()',
        },
        {
          id: 'mint-kept',
          guard: 'a token serves until its time is nearly over',
          find: 'if (this.#minted !== undefined && performance.now() < this.#minted.goodUntilMs) return this.#minted;',
        },
        {
          id: 'mint-early',
          guard: 'a token is minted anew before the last one ends',
          find: 'livesMs - EARLY_MS',
          replace: 'livesMs',
        },
        {
          id: 'mint-clock',
          guard: 'the end of a token is told by GitHub’s clock',
          find: 'Date.parse(data.expires_at) - githubNowMs(headers)',
          replace: 'Date.parse(data.expires_at) - Date.now()',
        },
        {
          id: 'mint-refused',
          guard: 'a token that was refused is not used again',
          find: 'if (this.#minted === refused) this.#minted = undefined;',
        },
        {
          id: 'mint-gone',
          guard: 'an installation that is gone is looked for anew',
          find: "if (error instanceof GitHubError && error.fault.kind === 'missing') onGone();",
        },
      ],
    },
    {
      file: 'src/github/github-app.ts',
      tests: ['github/github-app'],
      cuts: [
        {
          id: 'mint-gate',
          guard: 'what is said of one installation is not said of the App',
          find: 'const asApp = this.#asApp(gate);',
          replace: 'const asApp = this.#transport;',
        },
        {
          id: 'installation-kept',
          guard: 'an installation is looked for once',
          find: 'this.#installationIds.set(key, data.id);',
        },
      ],
    },
    {
      file: 'src/github/app-identity.ts',
      tests: ['github/github-app'],
      cuts: [
        {
          id: 'proof-hidden',
          guard: 'what an App signed stands in no message',
          find: "text.replaceAll(PROOF, '[token]')",
          replace: 'text',
        },
      ],
    },
    {
      file: 'src/github/transport.ts',
      tests: ['github/github-app'],
      cuts: [
        {
          id: 'token-renewed',
          guard: 'a refused token is minted again once',
          find: 'if (!isTokenRefused(sent.attempt) || !this.#access.identity.renew(sent.credential)) {',
          replace: 'if (true) {',
        },
        {
          id: 'old-token-unsaid',
          guard: 'that a token has had its time breaks no account',
          find: 'await this.#gate.giveBack(sent.taken.kind, sent.taken.slot);',
          replace:
            "await this.#gate.giveBack(sent.taken.kind, sent.taken.slot, { finding: 'unauthorized', reason: '' });",
        },
      ],
    },
    {
      file: 'src/github/token-lag.ts',
      tests: ['github/token-lag'],
      cuts: [
        {
          id: 'lag-ends',
          guard: 'what an older token is refused is refused for good',
          find: 'if (ageMs > NEW_FOR_MS || !mayLag(fault, attempt)) return fault;',
          replace: 'if (!mayLag(fault, attempt)) return fault;',
        },
        {
          id: 'lag-only',
          guard: 'a new token excuses no other refusal',
          find: 'if (ageMs > NEW_FOR_MS || !mayLag(fault, attempt)) return fault;',
          replace: 'if (ageMs > NEW_FOR_MS) return fault;',
        },
      ],
    },
    {
      file: 'src/github/sync-outcome.ts',
      tests: ['github/token-lag'],
      cuts: [
        {
          id: 'lag-again',
          guard: 'labels that a new token was refused for are tried again soon',
          find: 'return fault.retryAfterMs === undefined ? blocked(fault) : againLater(fault.retryAfterMs, fault.reason);',
          replace: 'return blocked(fault);',
        },
      ],
    },
    {
      file: 'src/log/redaction.ts',
      tests: ['log/log'],
      cuts: [
        {
          id: 'key-shape',
          guard: 'a private key is masked by its form',
          find: '[/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],',
        },
        {
          id: 'proof-shape',
          guard: 'what an App signed is masked by its form',
          find: '[/\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+/g, MASK],',
        },
      ],
    },
  ],
};
