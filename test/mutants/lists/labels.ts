/** Mutants of label sync: which labels it touches, in which order, and what an answer that never came means. */

import type { CutList } from '../mutant.ts';

export const labelCuts: CutList = {
  area: 'labels',
  files: [
    {
      file: 'src/github/conditional-reads.ts',
      tests: ['github/conditional-reads'],
      cuts: [
        {
          id: 'reads-conditional',
          guard: 'what was read before is asked for conditionally',
          find: "if (etag !== undefined) options.headers['if-none-match'] = etag;",
        },
        {
          id: 'reads-remembered',
          guard: 'only what hardly ever changes is remembered',
          find: "if (options.method !== 'GET' || !REMEMBERED.has(options.url)) return await send(options);",
        },
      ],
    },
    {
      file: 'src/github/sync-pass.ts',
      tests: ['github/sync-pass-faults'],
      cuts: [
        {
          id: 'pass-add-first',
          guard: 'labels are added before others are removed',
          find: 'plan.isRemoveFirst ? steps.toReversed() : steps',
          replace: 'steps.toReversed()',
          tests: ['github/sync-pass'],
        },
        {
          id: 'pass-remove-first',
          guard: 'where there is no room labels are removed first',
          find: 'plan.isRemoveFirst ? steps.toReversed() : steps',
          replace: 'steps',
          tests: ['github/sync-pass'],
        },
        {
          id: 'pass-opened',
          guard: 'a pass is opened before its first write',
          find: 'if (plan.add.length + plan.remove.length > 0) await this.#open();',
          tests: ['github/sync-pass'],
        },
        {
          id: 'pass-epoch',
          guard: 'a pass closes against the epoch from before it was opened',
          find: 'this.#isOpen && this.#state !== undefined ? this.#state.epoch : state.epoch',
          replace: 'state.epoch',
        },
        {
          id: 'pass-ambiguous',
          guard: 'a write that got no answer keeps the mark',
          find: 'this.#isAmbiguous ||= fault.isAmbiguousWrite;',
        },
        {
          id: 'pass-reads-again',
          guard: 'a write that got no answer is not sent again blindly',
          find: "if (fault.isAmbiguousWrite || fault.kind === 'missing') return { verdict, lookAgain: 'after-pause' };",
        },
        {
          id: 'pass-broken-off',
          guard: 'a pass that breaks off is closed',
          find: 'if (this.#isOpen) await this.#close({ isBrokenOff: true });',
        },
        {
          id: 'pass-broken-off-marked',
          guard: 'a pass that breaks off keeps the mark',
          find: 'isAmbiguous: this.#isAmbiguous, isBrokenOff }',
          replace: 'isAmbiguous: this.#isAmbiguous, isBrokenOff: false }',
        },
        {
          id: 'pass-rounds',
          guard: 'a pass ends though the state never rests',
          find: ' && round <= MOST_ROUNDS',
          tests: ['github/sync-pass'],
        },
        {
          id: 'pass-moved',
          guard: 'a renamed repository is followed',
          find: "if (fault.kind === 'moved') return await this.#follow(fault);",
        },
      ],
    },
    {
      file: 'src/github/label-plan.ts',
      tests: ['github/label-plan'],
      cuts: [
        {
          id: 'plan-owned',
          guard: 'a label that Mirin does not own is never removed',
          find: 'isOwnedLabel(map, name) && ',
        },
        {
          id: 'plan-respect',
          guard: 'a label that a person removed stays away where people are respected',
          find: "map.mode === 'respect' && isRemoval ? [] : missing",
          replace: 'missing',
        },
        {
          id: 'plan-enforce',
          guard: 'a label that a person removed is put back where labels are enforced',
          find: "map.mode === 'respect' && isRemoval",
          replace: 'isRemoval',
        },
        {
          id: 'plan-shown',
          guard: 'the label of a new state is added though people are respected',
          find: 'wasShown && remove.length === 0',
          replace: 'remove.length === 0',
        },
        {
          id: 'plan-bare',
          guard: 'a stale label is replaced though people are respected',
          find: 'wasShown && remove.length === 0',
          replace: 'wasShown',
        },
        { id: 'plan-wanted', guard: 'a wanted label that is there stays', find: ' && !includesName(wanted, name)' },
      ],
    },
    {
      file: 'src/github/label-names.ts',
      tests: ['github/label-plan', 'github/sync-pass'],
      cuts: [
        {
          id: 'label-case',
          guard: 'labels that differ in case are one',
          find: 'foldName(other) === folded',
          replace: 'other === name',
        },
      ],
    },
    {
      file: 'src/github/called-now.ts',
      tests: ['github/owned-labels'],
      cuts: [
        {
          id: 'label-unnamed',
          guard: 'labels that the settings name no more are not looked after',
          find: 'names.includes(name)',
          replace: 'true',
        },
      ],
    },
    {
      file: 'src/github/owned-labels.ts',
      tests: ['github/owned-labels'],
      cuts: [
        {
          id: 'label-confirmed',
          guard: 'a label is not added before GitHub was asked whether it still is called so',
          find: 'if (!(await this.#isStillCalled(repository, name, known))) {',
          replace: 'if (false) {',
        },
        {
          id: 'label-recognised',
          guard: 'a renamed label that an issue bears is known by its id',
          find: 'else await this.#learn(known, borneAmong(known, present));',
          replace: ';',
        },
        {
          id: 'label-namesake',
          guard: 'a label that took the name of a known one is not taken for it',
          find: 'if (present.some((label) => isNamesake(label, known))) await this.ensure(repository);',
          replace: 'if (false) ;',
        },
      ],
    },
    {
      file: 'src/github/known-labels.ts',
      tests: ['github/owned-labels'],
      cuts: [
        {
          id: 'label-old-name',
          guard: 'the name that the settings say stays owned when a label was renamed',
          find: '[...map.retired, ...given]',
          replace: 'map.retired',
        },
        {
          id: 'label-told-once',
          guard: 'a rename is told once',
          find: 'before?.id === id && foldName(before.name) !== foldName(to)',
          replace: 'foldName(name) !== foldName(to)',
        },
      ],
    },
    {
      file: 'src/github/label-definitions.ts',
      tests: ['github/label-definitions', 'github/owned-labels'],
      cuts: [
        {
          id: 'definition-by-id',
          guard: 'a label is found by its id before it is found by its name',
          find: 'definitions.find((definition) => definition.id === id) ??',
          tests: ['github/owned-labels'],
        },
        {
          id: 'definition-left',
          guard: 'the look of a label that is there is changed only when asked for',
          find: 'isUpdating && !looksLike(definition, label)',
          replace: '!looksLike(definition, label)',
        },
        {
          id: 'definition-exists',
          guard: 'a label that somebody else was faster to create is there',
          find: "if (error instanceof GitHubError && error.fault.refusal === 'already-exists') result.existing.push(label.name); else",
        },
      ],
    },
    {
      file: 'src/github/issue-labels.ts',
      tests: ['github/classify'],
      cuts: [
        {
          id: 'label-added',
          guard: 'a label counts as added only where the answer holds it',
          find: '.refine((labels) => names.every((name) => holds(labels, name)))',
        },
        {
          id: 'label-removed',
          guard: 'a label counts as removed only where the answer lacks it',
          find: '.refine((labels) => !holds(labels, name))',
        },
      ],
    },
    {
      file: 'src/github/label-block.ts',
      tests: ['workers/labels-follow'],
      cuts: [
        {
          id: 'block-version',
          guard: 'labels that were refused are asked for again when the state moves on',
          find: 'blocked === null || blocked === undefined || blocked !== version',
          replace: 'blocked === null || blocked === undefined',
        },
      ],
    },
    {
      file: 'src/github/repository.ts',
      tests: ['github/transport', 'github/sync-pass-faults'],
      cuts: [
        {
          id: 'other-origin',
          guard: 'the token goes to no other origin',
          find: 'if (url?.origin === origin) return url.href;',
          replace: 'if (url !== undefined) return url.href;',
        },
      ],
    },
    {
      file: 'src/github/transport.ts',
      tests: ['github/transport'],
      cuts: [
        {
          id: 'token-hidden',
          guard: 'the token stands in no message',
          find: 'credential.mask(fault.reason)',
          replace: 'fault.reason',
        },
        {
          id: 'answer-reported',
          guard: 'what GitHub says to one request holds for all of the account',
          find: 'reportOf(attempt, fault)',
          replace: "{ finding: 'fine', reason: '' }",
          tests: ['workers/account-gate'],
        },
        {
          id: 'slot-asked',
          guard: 'each request asks the gate of its account',
          find: 'await awaitSlot(this.#gate, { ...request, method: effectOf(request) })',
          replace: "{ kind: 'read', slot: 'none' }",
          tests: ['workers/account-gate'],
        },
        {
          id: 'answer-checked',
          guard: 'an answer is checked before it is believed',
          find: 'if (checked.success) return { data',
          replace: 'if (true) return { data',
          tests: ['github/classify'],
        },
      ],
    },
    {
      file: 'src/github/http-sockets.ts',
      tests: ['github/transport'],
      cuts: [
        {
          id: 'redirect-manual',
          guard: 'no redirect is followed with the token',
          find: "redirect: 'manual'",
          replace: "redirect: 'follow'",
        },
        {
          id: 'attempt-time',
          guard: 'an attempt has its time',
          find: "redirect: 'manual', signal }",
          replace: "redirect: 'manual' }",
          tests: ['github/sync-pass-faults'],
        },
      ],
    },
    {
      file: 'src/github/await-slot.ts',
      tests: ['github/await-slot'],
      cuts: [
        {
          id: 'slot-awaited',
          guard: 'no request leaves without a slot',
          find: "if (decision.outcome === 'granted') {",
          replace: 'if (true) {',
        },
        {
          id: 'slot-fresh',
          guard: 'a decision that came late is none',
          find: 'performance.now() - askedAtMs <= FRESH_MS',
          replace: 'true',
        },
        {
          id: 'slot-short-wait',
          guard: 'a long wait holds no worker',
          find: 'if (!isShort) {',
          replace: 'if (false) {',
        },
      ],
    },
    {
      file: 'src/github/classify.ts',
      tests: ['github/classify'],
      cuts: [
        {
          id: 'classify-unclear',
          guard: 'a write that ended in 5xx may have been carried out',
          find: 'isAmbiguousWrite: isWrite }',
          replace: 'isAmbiguousWrite: false }',
        },
        {
          id: 'classify-silence',
          guard: 'a write without an answer may have been carried out',
          find: 'isWrite && !wasNeverSent(attempt.cause)',
          replace: 'false',
        },
        {
          id: 'classify-never-sent',
          guard: 'a write that found nobody listening was not carried out',
          find: ' && !wasNeverSent(attempt.cause)',
        },
      ],
    },
    {
      file: 'src/github/sync-outcome.ts',
      tests: ['github/sync-pass-faults'],
      cuts: [
        {
          id: 'verdict-unauthorized',
          guard: 'a refused token is offered only after minutes',
          find: 'againLater(UNAUTHORIZED_PAUSE_MS, reason)',
          replace: 'againLater(1_000, reason)',
        },
      ],
    },
  ],
};
