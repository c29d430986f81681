/** Tests that settings can be shown without showing a secret. */

import { expect } from 'chai';
import { printableSettings } from '../../src/configuration/printable-settings.ts';
import { SECRET_SETTINGS, settingsSchema } from '../../src/configuration/settings.ts';

describe('printableSettings', () => {
  const settings = settingsSchema.parse({
    projects: ['Acme/Widgets'],
    githubToken: 'ghp_secret-token',
    boardPassword: 'secret-password',
    redisUrl: 'rediss://default:secret-word@db.example:6380/3',
  });

  it('masks every secret and keeps the place of the Redis', () => {
    const printable = printableSettings(settings);
    expect(JSON.stringify(printable)).not.to.include('secret-');
    expect(printable).to.include({
      githubToken: '(secret)',
      boardPassword: '(secret)',
      redisUrl: 'rediss://db.example:6380/3',
    });
    expect(printable['projects']).to.deep.equal(['Acme/Widgets']);
  });

  it('masks the whole Redis URL where its password is not escaped', () => {
    const printable = printableSettings({ ...settings, redisUrl: 'redis://user:1/secret-word@db.example' });
    expect(printable['redisUrl']).to.equal('(secret)');
  });

  it('does not invent secrets that are not set', () => {
    const printable = printableSettings(settingsSchema.parse({}));
    for (const name of SECRET_SETTINGS) expect(printable[name], name).to.equal(undefined);
  });
});
