/** Tests of where settings come from, which source counts, and how faults are named. */

import { expect } from 'chai';
import { loadSettings, type LoadOptions } from '../../src/configuration/load-settings.ts';
import { environmentNames, SETTING_NAMES } from '../../src/configuration/setting-names.ts';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { ConfigInvalidError, type FieldFault } from '../../src/errors.ts';
import { tempFolder } from '../support/temp-folder.ts';

const EMPTY = tempFolder();

/** Loads with nothing of this machine mixed in. */
function load(options: LoadOptions = {}) {
  return loadSettings({ env: {}, cwd: EMPTY, ...options });
}

function faultsOf(options: LoadOptions): readonly FieldFault[] {
  try {
    load(options);
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigInvalidError).with.property('code', 'MIRIN_CONFIG_INVALID');
    return (error as ConfigInvalidError).faults;
  }
  return [];
}

const fieldsOf = (options: LoadOptions) => faultsOf(options).map((fault) => fault.field);

describe('loadSettings', () => {
  describe('sources', () => {
    it('gives the defaults where nothing is set', () => {
      const { settings, sources, warnings } = load();
      expect(settings).to.deep.equal(settingsSchema.parse({}));
      expect(new Set(Object.values(sources))).to.deep.equal(new Set(['default']));
      expect(Object.keys(sources)).to.have.members(SETTING_NAMES);
      expect(warnings).to.deep.equal([]);
    });

    it('prefers a flag to the environment, that to the file, and that to the default', () => {
      const cwd = tempFolder({ 'mirin.config.json': { boardPort: 1, boardHost: 'file', boardUser: 'file' } });
      const env = { MIRIN_BOARD_PORT: '2', MIRIN_BOARD_HOST: 'env' };
      const { settings, sources } = load({ cwd, env, flags: { boardPort: 3 } });
      expect(settings).to.include({ boardPort: 3, boardHost: 'env', boardUser: 'file', scanEveryMs: 15_000 });
      expect(sources).to.include({
        boardPort: 'flag',
        boardHost: 'environment',
        boardUser: 'file',
        scanEveryMs: 'default',
      });
    });

    it('takes an undefined flag and an empty variable as not given', () => {
      const { sources } = load({ flags: { boardPort: undefined }, env: { MIRIN_BOARD_PORT: '', REDIS_URL: '' } });
      expect(sources).to.include({ boardPort: 'default', redisUrl: 'default' });
    });

    it('converts the text of a flag as it converts the environment', () => {
      expect(load({ flags: { boardPort: '0', scanEveryMs: '20s' } }).settings).to.include({
        boardPort: 0,
        scanEveryMs: 20_000,
      });
    });
  });

  describe('the environment', () => {
    it('is converted to the kind of each setting', () => {
      const { settings } = load({
        env: {
          MIRIN_PROJECT: 'acme/Widgets, ghe.example.com/acme/gears',
          MIRIN_PROCESS: 'poppo-main',
          MIRIN_HEARTBEAT_TTL_MS: '30m',
          MIRIN_HEARTBEAT_EVERY_MS: '300000',
          MIRIN_BOARD_READ_ONLY: 'yes',
          MIRIN_MAX_ORPHANINGS: '5',
          MIRIN_LABELS: 'processing=in progress,error=a=b',
        },
      });
      expect(settings.projects.map((project) => project.key)).to.deep.equal([
        'acme/widgets',
        'ghe.example.com/acme/gears',
      ]);
      expect(settings).to.include({
        processName: 'poppo-main',
        heartbeatTtlMs: 1_800_000,
        heartbeatEveryMs: 300_000,
        boardReadOnly: true,
        maxOrphanings: 5,
      });
      expect(settings.labels).to.include({ processing: 'in progress', error: 'a=b', completed: 'completed' });
    });

    const customary: [string, string, string][] = [
      ['REDIS_URL', 'redisUrl', 'redis://db.example:7000/2'],
      ['GITHUB_TOKEN', 'githubToken', 'ghp_abc'],
      ['GITHUB_API_URL', 'githubApiUrl', 'https://ghe.example.com/api/v3'],
      ['REDIS_SERVER_BIN', 'redisServerBin', '/opt/redis-server'],
    ];
    for (const [name, setting, value] of customary) {
      it(`is also read under the customary name ${name}`, () => {
        expect(load({ env: { [name]: value } }).settings).to.have.property(setting, value);
      });
    }

    it('counts under the name that is meant for Mirin, and tells that the customary one differs', () => {
      const { settings, warnings } = load({ env: { GITHUB_TOKEN: 'of-ci', MIRIN_GITHUB_TOKEN: 'of-mirin' } });
      expect(settings.githubToken).to.equal('of-mirin');
      expect(warnings).to.deep.equal(['MIRIN_GITHUB_TOKEN and GITHUB_TOKEN differ; MIRIN_GITHUB_TOKEN is used']);
    });

    it('warns of an unknown name and says which was probably meant', () => {
      const { warnings } = load({ env: { MIRIN_HEARTBEAT_TTL: '90', MIRIN_QQQQQQQQQ: 'x', OTHER: 'y' } });
      expect(warnings).to.deep.equal([
        'MIRIN_HEARTBEAT_TTL is no setting (did you mean "MIRIN_HEARTBEAT_TTL_MS"?); it is ignored',
        'MIRIN_QQQQQQQQQ is no setting; it is ignored',
      ]);
    });

    it('has a name of its own for each setting', () => {
      const names = SETTING_NAMES.flatMap(environmentNames);
      expect(new Set(names).size).to.equal(names.length);
      expect(names).to.include.members(['MIRIN_HEARTBEAT_TTL_MS', 'MIRIN_REDIS_URL', 'MIRIN_PROJECTS']);
    });
  });

  describe('faults', () => {
    it('are named together, each with its place, what was expected and what came', () => {
      const cwd = tempFolder({ 'mirin.config.json': { scanEveryMs: 'often', labels: { error: 'a,b' } } });
      const env = { MIRIN_HEARTBEAT_TTL_MS: '5s', MIRIN_PROJECT: 'widgets', MIRIN_BOARD_READ_ONLY: 'perhaps' };
      expect(faultsOf({ cwd, env, flags: { boardPort: 70_000, processName: 'a:b' } })).to.deep.equal([
        {
          field: 'mirin.config.json: scanEveryMs',
          expected: 'a number of ms from 1000 to 3600000, or a duration such as 90s or 30m',
          received: '"often"',
        },
        {
          field: 'mirin.config.json: labels.error',
          expected: '1 to 50 ASCII characters without commas',
          received: '"a,b"',
        },
        {
          field: 'MIRIN_PROJECT (environment): 0',
          expected: 'owner/repo or host/owner/repo, as GitHub spells them',
          received: '"widgets"',
        },
        { field: 'MIRIN_HEARTBEAT_TTL_MS (environment)', expected: 'at least 10 s', received: '5000' },
        { field: 'MIRIN_BOARD_READ_ONLY (environment)', expected: 'true or false', received: '"perhaps"' },
        { field: 'boardPort (flag)', expected: 'at most 65535', received: '70000' },
        {
          field: '--process (flag)',
          expected: '1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit',
          received: '"a:b"',
        },
      ]);
    });

    it('name every setting in plain words when its value is of a wrong type', () => {
      const flags = Object.fromEntries(SETTING_NAMES.map((name) => [name, null]));
      const faults = faultsOf({ flags });
      expect(faults).to.have.lengthOf(SETTING_NAMES.length);
      for (const { field, expected } of faults) expect(expected, field).not.to.match(/invalid|string|undefined/i);
    });

    it('name an unknown key of the file and the one that was probably meant', () => {
      const cwd = tempFolder({ 'mirin.config.json': { heartbeatTtl: 90_000, labels: { procesing: 'x' } } });
      expect(() => load({ cwd }))
        .to.throw(ConfigInvalidError, 'mirin.config.json: heartbeatTtl: expected a known setting')
        .with.property('message')
        .that.includes('(did you mean "heartbeatTtlMs"?)')
        .and.includes('mirin.config.json: labels.procesing: expected no such option (did you mean "processing"?)');
    });

    it('never show a secret, wherever it came from', () => {
      const secret = 'hunter2hunter2';
      const cwd = tempFolder({ 'mirin.config.json': { boardPassword: [secret], githubToken: `${secret} ${secret}` } });
      const broken = tempFolder({ 'mirin.config.json': `{"githubToken": ${secret}}` });
      const env = { REDIS_URL: `http://user:${secret}@db.example` };
      for (const options of [{ cwd, env }, { cwd: broken }]) {
        expect(() => load(options))
          .to.throw(ConfigInvalidError)
          .that.satisfies((error: ConfigInvalidError) => {
            return ![error.message, error.stack, JSON.stringify(error), String(error.cause)].join().includes(secret);
          });
      }
    });
  });

  describe('the file', () => {
    const faulty: [string, unknown, string][] = [
      ['empty', '', 'a file that is empty'],
      ['cut off', '{"boardPort": 39', 'a file that is cut off: it ends too early'],
      ['cut off within a text', '{"boardHost": "127', 'a file that is cut off: it ends too early'],
      ['not JSON', '{\n  "boardPort": 1,\n}', 'a file that is not valid JSON at line 3, column 1'],
      ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'a file that is not UTF-8 text'],
      ['an array', '[1, 2]', 'an array of 2'],
      ['null', 'null', 'null'],
      ['huge', ' '.repeat(2_000_000), 'a file that is too large: 2000000 bytes, at most 1048576 are read'],
    ];
    for (const [what, content, received] of faulty) {
      it(`is refused when it is ${what}`, () => {
        const cwd = tempFolder({ 'mirin.config.json': content });
        expect(faultsOf({ cwd })).to.deep.equal([
          { field: 'mirin.config.json', expected: 'one JSON object of settings', received },
        ]);
      });
    }

    it('is refused when it is a folder', () => {
      const cwd = tempFolder({ 'mirin.config.json/x': '' });
      expect(faultsOf({ cwd })[0]).to.include({ received: 'a file that is not a file' });
    });

    it('may be another one, which must be there then', () => {
      const cwd = tempFolder({ 'conf/other.json': { boardPort: 7 } });
      expect(load({ cwd, configFile: 'conf/other.json' }).settings.boardPort).to.equal(7);
      expect(faultsOf({ cwd, configFile: 'absent.json' })).to.deep.equal([
        { field: 'absent.json', expected: 'one JSON object of settings', received: 'no such file' },
      ]);
    });

    it('may begin with a byte order mark', () => {
      const cwd = tempFolder({ 'mirin.config.json': '\uFEFF{"boardPort": 7}' });
      expect(load({ cwd }).settings.boardPort).to.equal(7);
    });
  });

  describe('settings that depend on each other', () => {
    const lawful: [string, Record<string, unknown>, Record<string, unknown>][] = [
      ['the shortest TTL', { heartbeatTtlMs: 10_000 }, { heartbeatEveryMs: 3_333, leaseMarginMs: 555 }],
      ['the original TTL', { heartbeatTtlMs: 1_800_000 }, { heartbeatEveryMs: 600_000, leaseMarginMs: 5_000 }],
      ['the longest TTL', { heartbeatTtlMs: 86_400_000 }, { heartbeatEveryMs: 28_800_000, leaseMarginMs: 5_000 }],
      ['a beat of one third', { heartbeatTtlMs: 90_000, heartbeatEveryMs: 30_000 }, { leaseMarginMs: 5_000 }],
      ['no progress deadline', { progressDeadlineMs: 0 }, { progressDeadlineMs: 0 }],
    ];
    for (const [what, flags, expected] of lawful) {
      it(`accepts ${what} and fits the defaults to it`, () => {
        expect(load({ flags }).settings).to.include({ ...flags, ...expected });
      });
    }

    const unlawful: [string, Record<string, unknown>, FieldFault][] = [
      [
        'a beat of more than a third of the TTL',
        { heartbeatTtlMs: 90_000, heartbeatEveryMs: 30_001 },
        {
          field: 'heartbeatEveryMs (flag)',
          expected: 'at most a third of heartbeatTtlMs (90000 ms)',
          received: '30001 ms',
        },
      ],
      [
        'a margin that leaves no time for a beat',
        { heartbeatTtlMs: 30_000, heartbeatEveryMs: 10_000, leaseMarginMs: 20_000 },
        {
          field: 'leaseMarginMs (flag)',
          expected: 'less than heartbeatTtlMs − heartbeatEveryMs (20000 ms)',
          received: '20000 ms',
        },
      ],
      [
        'a progress deadline within one beat',
        { progressDeadlineMs: 30_000 },
        {
          field: 'progressDeadlineMs (flag)',
          expected: '0 or more than heartbeatEveryMs (30000 ms)',
          received: '30000 ms',
        },
      ],
      [
        'two labels that differ in case only',
        { labels: { completed: 'Done', error: 'done' } },
        { field: 'labels (flag)', expected: 'labels that differ in more than case', received: '"done" twice' },
      ],
      [
        'a label that is too long with its prefix',
        { labelPrefix: 'mirin:', labels: { error: 'e'.repeat(45) } },
        {
          field: 'labelPrefix (flag)',
          expected: 'at most 50 characters of prefix and label together',
          received: `51 with "${'e'.repeat(45)}"`,
        },
      ],
      [
        'one project in two spellings',
        { projects: ['Acme/Widgets', 'acme/widgets'] },
        {
          field: '--project (flag)',
          expected: 'each project once, whatever its case',
          received: '"acme/widgets" twice',
        },
      ],
    ];
    for (const [what, flags, fault] of unlawful) {
      it(`refuses ${what}`, () => {
        expect(faultsOf({ flags })).to.deep.equal([fault]);
      });
    }

    it('are not compared while one of them is faulty by itself', () => {
      expect(fieldsOf({ flags: { heartbeatTtlMs: 'x', heartbeatEveryMs: 60_000, boardPort: -1 } })).to.deep.equal([
        'heartbeatTtlMs (flag)',
        'boardPort (flag)',
      ]);
    });
  });
});
