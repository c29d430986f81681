/** What is masked, and what is not. */

import { expect } from 'chai';
import { MASK, maskSecrets } from '../../bull-board/mask-secrets.ts';

describe('maskSecrets', () => {
  const secretFields = [
    ...['password', 'redisPassword', 'passwd', 'pass', 'passphrase', 'client_secret', 'token', 'githubToken'],
    ...['access_token', 'api-key', 'apiKey', 'API_KEY', 'privateKey', 'Authorization', 'cookie', 'credentials'],
  ];
  for (const name of secretFields) {
    it(`masks the field ${name}`, () => {
      expect(maskSecrets({ [name]: 'hidden' })).to.deep.equal({ [name]: MASK });
    });
  }

  it('masks all that lies below a secret name', () => {
    const masked = maskSecrets({ credentials: { user: 'a', list: ['b', 3], on: true, none: null, empty: '' } });
    expect(masked).to.deep.equal({ credentials: { user: MASK, list: [MASK, MASK], on: true, none: null, empty: '' } });
  });

  const secretTexts: [what: string, text: string, masked: string][] = [
    ['a GitHub token', `push with ghp_${'a1'.repeat(18)} failed`, `push with ${MASK} failed`],
    ['a fine-grained GitHub token', `github_pat_${'A1_'.repeat(20)}`, MASK],
    ['a model key', `key sk-ant-${'x'.repeat(40)}.`, `key ${MASK}.`],
    ['the password of a URL', 'redis://default:hunter2@redis:6379/0', `redis://default:${MASK}@redis:6379/0`],
    ['a password without user in a URL', 'redis://:hunter2@redis', `redis://:${MASK}@redis`],
    ['a bearer token', 'Authorization: Bearer abc.def-123', `Authorization: Bearer ${MASK}`],
    ['a field of JSON in text', '{"token":"hidden","issue":7}', `{"token":"${MASK}","issue":7}`],
    ['an assignment', 'GITHUB_TOKEN=hidden npm test', `GITHUB_TOKEN=${MASK} npm test`],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----', MASK],
    ['a JSON Web Token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl', MASK],
  ];
  for (const [what, text, masked] of secretTexts) {
    it(`masks ${what} inside text`, () => {
      expect(maskSecrets([text])).to.deep.equal([masked]);
    });
  }

  it('leaves what Mirin itself shows as it is', () => {
    const data = {
      v: 1,
      requests: [{ requestId: 'Zk3_abcdEFGH', issue: 123, fence: '1763821999123456', priority: 'high', reopen: false }],
      process: 'bot~Xy12ab34Cd',
      redisKey: 'mirin:{acme/widgets}:issue:123',
      url: 'https://github.com/acme/widgets/issues/123',
      reason: 'the pull request author passed the task token check',
      maxTokens: 4_096,
      tokensUsed: 17,
      nothing: null,
    };
    expect(maskSecrets(data)).to.deep.equal(data);
  });

  it('does not change what it was given', () => {
    const data = { password: 'hidden', list: ['token=hidden'] };
    maskSecrets(data);
    expect(data).to.deep.equal({ password: 'hidden', list: ['token=hidden'] });
  });

  it('survives data nested deeper than a stack', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown;
    expect(JSON.stringify(maskSecrets(deep))).to.include('…');
  });
});
