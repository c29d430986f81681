/** Mutants of what comes in from outside: requests, settings, the state of PoppoBuilder. */

import type { CutList } from '../mutant.ts';

export const inputCuts: CutList = {
  area: 'input',
  files: [
    {
      file: 'queues/values.ts',
      tests: ['client/bad-input'],
      cuts: [
        {
          id: 'input-issue',
          guard: 'an issue number is a positive integer',
          find: 'Number.isSafeInteger(value) && value > 0',
          replace: 'true',
        },
        {
          id: 'input-request-id',
          guard: 'a request id can’t leave its key',
          find: '/^[A-Za-z0-9_-]{8,64}$/',
          replace: '/^.{8,64}$/',
        },
        {
          id: 'input-process-name',
          guard: 'a process name can’t leave its key',
          find: 'PROCESS_NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/',
          replace: 'PROCESS_NAME_PATTERN = /./',
          tests: ['client/bad-input', 'configuration/load-settings'],
        },
        {
          id: 'input-fence',
          guard: 'a fence is a decimal number without leading zeros',
          find: '/^[1-9][0-9]{0,15}$/',
          replace: '/^.*$/',
          tests: ['client/bad-input', 'cli/usage'],
        },
        {
          id: 'input-status',
          guard: 'a checkin hands back to a status that there is',
          find: "['awaiting-response', 'completed', 'error', 'pending']",
          replace: "['awaiting-response', 'completed', 'error', 'pending', 'working', 'processing', 'quarantined']",
        },
      ],
    },
    {
      file: 'queues/json-text.ts',
      tests: ['client/bad-input'],
      cuts: [
        {
          id: 'input-too-large',
          guard: 'a payload has its limit',
          find: 'if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {',
          replace: 'if (false) {',
        },
        {
          id: 'input-text-size',
          guard: 'a payload that comes as text has its limit',
          find: 'Buffer.byteLength(text) <= MAX_PAYLOAD_BYTES',
          replace: 'true',
          tests: ['queues/json-text'],
        },
      ],
    },
    {
      file: 'queues/project.ts',
      tests: ['client/bad-input', 'configuration/load-settings'],
      cuts: [
        {
          id: 'project-case',
          guard: 'Acme/Widgets and acme/widgets are one project',
          find: 'key: name.toLowerCase()',
          replace: 'key: name',
          tests: ['configuration/load-settings', 'client/exclusion'],
        },
        {
          id: 'project-key',
          guard: 'a job names its project in lower case',
          find: ' && text === text.toLowerCase()',
          tests: ['workers/jobs-without-effect', 'workers/hand-made-jobs'],
        },
      ],
    },
    {
      file: 'src/configuration/cross-field-rules.ts',
      tests: ['configuration/load-settings'],
      cuts: [
        {
          id: 'rule-three-beats',
          guard: 'three beats fit into the life of a lease',
          find: 'heartbeatEveryMs * 3 > heartbeatTtlMs',
          replace: 'false',
        },
        {
          id: 'rule-margin',
          guard: 'the margin leaves a beat',
          find: 'leaseMarginMs + heartbeatEveryMs >= heartbeatTtlMs',
          replace: 'false',
        },
        {
          id: 'rule-progress',
          guard: 'the progress deadline sees a beat',
          find: 'progressDeadlineMs !== 0 && progressDeadlineMs <= heartbeatEveryMs',
          replace: 'false',
        },
      ],
    },
    {
      file: 'src/configuration/load-settings.ts',
      tests: ['configuration/load-settings'],
      cuts: [
        {
          id: 'settings-order',
          guard: 'flags go before the environment, that before the file',
          find: '[fileLayer(cwd, configFile), environmentLayer(env), flagLayer(flags)]',
          replace: '[flagLayer(flags), environmentLayer(env), fileLayer(cwd, configFile)]',
        },
        {
          id: 'settings-secret',
          guard: 'no faulty secret is shown',
          find: "mayBeSecret(name, fault) ? 'another value (not shown)' : fault.received",
          replace: 'fault.received',
        },
        {
          id: 'settings-unknown',
          guard: 'an unknown setting is a fault',
          find: '...layers.flatMap((layer) => layer.faults),',
        },
        {
          id: 'settings-faulty',
          guard: 'faulty settings end the start',
          find: 'if (faults.length > 0) throw new ConfigInvalidError(faults);',
        },
      ],
    },
    {
      file: 'src/configuration/printable-settings.ts',
      tests: ['configuration/printable-settings'],
      cuts: [
        {
          id: 'printable-secrets',
          guard: 'printed settings hold no secret',
          find: 'secrets.includes(name) && value !== undefined ? MASK : value',
          replace: 'value',
        },
        {
          id: 'printable-redis',
          guard: 'the printed address of Redis holds no password',
          find: '...(settings.redisUrl !== undefined && { redisUrl: printableRedisUrl(settings.redisUrl) }),',
        },
      ],
    },
    {
      file: 'src/migration/import.ts',
      tests: ['migration/import'],
      cuts: [{ id: 'import-dry', guard: 'a dry run writes nothing', find: "dryRun ? 'planned' : ", replace: '' }],
    },
    {
      file: 'src/migration/imported-holder.ts',
      tests: ['migration/plan-record'],
      cuts: [
        {
          id: 'holder-stale',
          guard: 'an imported holder may still be running',
          find: '(newestOf(signsOfLife)?.ms ?? rule.nowMs) + rule.staleAfterMs',
          replace: '(newestOf(signsOfLife)?.ms ?? rule.nowMs)',
        },
        {
          id: 'holder-assumed-dead',
          guard: 'the operator’s word never prolongs a lease',
          find: 'Math.min(rule.nowMs, staleMs)',
          replace: 'rule.nowMs',
        },
      ],
    },
    {
      file: 'src/migration/state-file.ts',
      tests: ['migration/read-poppo-state'],
      cuts: [
        {
          id: 'state-oversize',
          guard: 'a record without room is told, not cut',
          find: 'if (bytes > MAX_PAYLOAD_BYTES)',
          replace: 'if (false)',
        },
      ],
    },
    {
      file: 'src/migration/read-poppo-state.ts',
      tests: ['migration/read-poppo-state'],
      cuts: [
        {
          id: 'state-missing',
          guard: 'a state that is not there is told',
          find: 'if (issueText === undefined) throw missing(dir);',
          replace: 'if (issueText === undefined) return { issues: [], runningTasks: [], rejected: [], notes: [] };',
        },
      ],
    },
    {
      file: 'src/migration/write-plan.ts',
      tests: ['migration/write-plan'],
      cuts: [
        {
          id: 'import-ttl',
          guard: 'an imported lease has a legal TTL',
          find: 'Math.min(Math.max(silenceMs, MIN_TTL_MS), MAX_TTL_MS)',
          replace: 'silenceMs',
        },
      ],
    },
  ],
};
