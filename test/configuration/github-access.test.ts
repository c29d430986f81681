/** Tests of the account that each project has at GitHub: which one counts, and what is wrong with it, without its secrets. */

import { expect } from 'chai';
import { childEnvironment } from '../../src/configuration/child-environment.ts';
import { accessByProject, accessOf, apiUrlOf, hasAccount } from '../../src/configuration/github-access.ts';
import { loadSettings } from '../../src/configuration/load-settings.ts';
import { printableSettings } from '../../src/configuration/printable-settings.ts';
import { secretsOf } from '../../src/configuration/secrets.ts';
import type { Settings } from '../../src/configuration/settings.ts';
import { ConfigInvalidError } from '../../src/errors.ts';
import { appKey } from '../github/app-key.ts';
import { tempFolder } from '../support/temp-folder.ts';

type File = Record<string, unknown>;

const WIDGETS = 'acme/widgets';
const GHE = 'https://ghe.example.com/api/v3';

const load = (file: File, env: NodeJS.ProcessEnv = {}): Settings =>
  loadSettings({ env, cwd: tempFolder({ 'mirin.config.json': { projects: [WIDGETS, 'acme/gears'], ...file } }) })
    .settings;

const accountOf = (file: File, env: NodeJS.ProcessEnv = {}): unknown => accessOf(load(file, env), WIDGETS, env)?.as;

/** `FIELD: EXPECTED, got RECEIVED` of each fault. */
function faultsOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigInvalidError);
    const { faults } = error as ConfigInvalidError;
    return faults.map(({ field, expected, received }) => `${field}: ${expected}, got ${received}`);
  }
  return [];
}

describe('the account of a project', () => {
  const { privateKey: pkcs1, pkcs8 } = appKey();
  const asApp = { app: { appId: '12345', privateKey: pkcs8 } };

  it('is nobody’s without settings, the token of all, or the App of all before it', () => {
    expect(accountOf({})).to.equal(undefined);
    expect(accountOf({ githubToken: 'of-all' })).to.deep.equal({ token: 'of-all' });
    const file = { githubToken: 'of-all', githubAppId: 12_345, githubAppPrivateKey: pkcs8 };
    expect(accountOf(file)).to.deep.equal(asApp);
    expect(accountOf({ ...file, githubAppInstallationId: 9 })).to.deep.equal({
      app: { ...asApp.app, installationId: 9 },
    });
  });

  for (const [form, text] of [
    ['PKCS#1', pkcs1],
    ['PKCS#8', pkcs8],
    ['one line with \\n in it', pkcs1.replaceAll('\n', String.raw`\n`)],
    ['lines that end as on Windows', pkcs1.replaceAll('\n', '\r\n')],
  ] as const) {
    it(`may be an App’s, by the environment, whose key is ${form}`, () => {
      const env = { MIRIN_GITHUB_APP_ID: '12345', MIRIN_GITHUB_APP_PRIVATE_KEY: text };
      expect(accountOf({}, env)).to.deep.equal(asApp);
    });
  }

  it('may be an App’s whose key is in a file', () => {
    const folder = tempFolder({ 'app.pem': pkcs1 });
    const file = { githubAppId: 'Iv23liAbc', githubAppPrivateKeyFile: `${folder}/app.pem` };
    expect(accountOf(file)).to.deep.equal({ app: { appId: 'Iv23liAbc', privateKey: pkcs8 } });
  });

  it('is its own where it names one, also by an environment variable', () => {
    const own = (entry: File): File => ({ githubToken: 'of-all', projectSettings: { 'Acme/Widgets': entry } });
    expect(accountOf(own({ githubToken: 'own' }))).to.deep.equal({ token: 'own' });
    expect(accountOf(own({ githubTokenVariable: 'ITS_TOKEN' }), { ITS_TOKEN: 'its' })).to.deep.equal({ token: 'its' });
    expect(accountOf(own({ githubAppId: 12_345, githubAppPrivateKey: pkcs1 }))).to.deep.equal(asApp);
    expect(accountOf(own({ labelMode: 'respect' }))).to.deep.equal({ token: 'of-all' });
  });

  it('is not that of all where it has an API of its own: no token goes to a host that it was not given for', () => {
    const elsewhere = load({ githubToken: 'of-all', projectSettings: { [WIDGETS]: { githubApiUrl: GHE } } });
    expect(hasAccount(elsewhere, WIDGETS)).to.equal(false);
    expect(apiUrlOf(elsewhere, WIDGETS)).to.equal(GHE);
    expect([...accessByProject(elsewhere).keys()]).to.deep.equal(['acme/gears']);
    const entry = { githubApiUrl: GHE, githubApiVersion: '2023-01-01', githubToken: 'own' };
    expect(accessOf(load({ projectSettings: { [WIDGETS]: entry } }), WIDGETS)).to.deep.equal({
      apiUrl: GHE,
      apiVersion: '2023-01-01',
      as: { token: 'own' },
    });
  });

  it('that lacks something is named with what it lacks once GitHub is to be asked', () => {
    const folder = tempFolder({ 'other.txt': 'secret-words', 'app.pem': pkcs1 });
    const faults = (file: File): string[] => faultsOf(() => accountOf(file));
    expect(faults({ githubAppId: 1 })).to.deep.equal([
      'githubAppPrivateKeyFile: the private key of githubAppId, or githubAppPrivateKey, got nothing',
    ]);
    expect(faults({ githubAppPrivateKey: pkcs1 })).to.deep.equal([
      'githubAppId: the id of the App whose private key is given, got nothing',
    ]);
    expect(faults({ githubAppId: 1, githubAppPrivateKeyFile: `${folder}/none.pem` })).to.deep.equal([
      `githubAppPrivateKeyFile: a file that can be read, got ENOENT at ${folder}/none.pem`,
    ]);
    expect(faults({ githubAppId: 1, githubAppPrivateKeyFile: `${folder}/other.txt` })).to.deep.equal([
      `githubAppPrivateKeyFile: a file with an RSA private key as PEM text, got another text in ${folder}/other.txt (not shown)`,
    ]);
    expect(faults({ projectSettings: { [WIDGETS]: { githubTokenVariable: 'ITS_TOKEN' } } })).to.deep.equal([
      'ITS_TOKEN: a token, as githubTokenVariable says, got nothing',
    ]);
  });

  it('is refused at start with settings that can’t be right, none of its secrets shown', () => {
    const bad = '-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----';
    const own = {
      githubToken: 'secret with spaces',
      githubAppPrivateKey: bad,
      githubAppId: 'me',
      githubApiUrl: 'ftp://x',
    };
    const file = {
      githubAppId: -1,
      githubAppPrivateKey: bad,
      githubApiVersion: 'latest',
      projectSettings: { [WIDGETS]: own },
    };
    const faults = faultsOf(() => load(file)).map((fault) => fault.replaceAll('mirin.config.json: ', ''));
    const within = `projectSettings.${WIDGETS}`;
    expect(faults).to.have.members([
      'githubAppId: the id of an App, such as 12345, or its client id, got -1',
      'githubAppPrivateKey: an RSA private key as PEM text, without a passphrase, got another value (not shown)',
      'githubApiVersion: a date such as 2022-11-28, got "latest"',
      `${within}.githubToken: a token without spaces or line ends, got another value (not shown)`,
      `${within}.githubAppPrivateKey: an RSA private key as PEM text, without a passphrase, got another value (not shown)`,
      `${within}.githubAppId: the id of an App, such as 12345, or its client id, got "me"`,
      `${within}.githubApiUrl: an http(s) URL, got "ftp://x"`,
    ]);
    const misplaced = faultsOf(() => load({ projectSettings: { [WIDGETS]: 'ghp_secret' } })).join();
    const unreadable = faultsOf(() => load({}, { MIRIN_PROJECT_SETTINGS: '{"githubToken": "ghp_secret"' })).join();
    expect(misplaced + unreadable)
      .to.include('not shown')
      .and.not.include('secret"');
  });

  it('is printed, logged and handed to commands without its secrets', () => {
    const own = { githubTokenVariable: 'ITS_TOKEN', githubAppPrivateKey: pkcs1 };
    const settings = load({ githubAppPrivateKey: pkcs1, projectSettings: { [WIDGETS]: own } });
    expect(JSON.stringify(printableSettings(settings))).to.not.include('PRIVATE KEY');
    expect(secretsOf(settings, { ITS_TOKEN: 'its-token' })).to.include.members([pkcs8, 'its-token']);
    expect(childEnvironment({ MIRIN_GITHUB_APP_PRIVATE_KEY: pkcs1, HOME: '/' })).to.deep.equal({ HOME: '/' });
  });
});
