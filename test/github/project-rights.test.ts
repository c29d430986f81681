/** What follows from what GitHub tells of an account's rights. */

import { expect } from 'chai';
import {
  type Lack,
  lacksOfInstallation,
  lacksOfRepository,
  lacksOfToken,
  type RepositoryFacts,
} from '../../src/github/project-rights.ts';

const WRITES = 'label, comment, create labels';

const words = (lacks: Lack[]): string[] => lacks.map(({ rights, because }) => `${rights.join(', ')}: ${because}`);

describe('the rights', () => {
  const facts = (over: Partial<RepositoryFacts> = {}): RepositoryFacts => ({
    archived: false,
    has_issues: true,
    private: false,
    permissions: { triage: true, push: true },
    ...over,
  });

  it('of anybody end where a repository is archived or has no issues', () => {
    expect(words(lacksOfRepository(facts()))).to.deep.equal([]);
    expect(words(lacksOfRepository(facts({ archived: true })))).to.deep.equal([`${WRITES}: it is archived`]);
    const off = [`${WRITES}: its issues are switched off`];
    expect(words(lacksOfRepository(facts({ has_issues: false })))).to.deep.equal(off);
  });

  it('of a token are those of its owner’s role', () => {
    const owner = "the role of the token's owner is below";
    const asRole = (triage: boolean | undefined, push: boolean): string[] =>
      words(lacksOfToken(facts({ permissions: { triage, push } })));
    expect(asRole(true, true)).to.deep.equal([]);
    expect(asRole(true, false)).to.deep.equal([`create labels: ${owner} Write`]);
    expect(asRole(false, false)).to.deep.equal([`label: ${owner} Triage`, `create labels: ${owner} Write`]);
    expect(asRole(undefined, false), 'an old server').to.have.lengthOf(2);
    expect(words(lacksOfToken(facts({ permissions: undefined }))), 'none told').to.deep.equal([]);
  });

  it('of a classic token need its scope as well', () => {
    const withScopes = (isPrivate: boolean, ...scopes: string[]): string[] =>
      words(lacksOfToken(facts({ private: isPrivate, scopes })));
    expect(withScopes(true, 'read:org', 'repo')).to.deep.equal([]);
    expect(withScopes(false, 'public_repo')).to.deep.equal([]);
    expect(withScopes(true, 'public_repo')).to.deep.equal([`${WRITES}: the token lacks the scope repo`]);
    expect(withScopes(false, '')).to.deep.equal([`${WRITES}: the token lacks the scope repo or public_repo`]);
  });

  it('of an installation are its permission for issues, unless it is suspended', () => {
    const installed = (permissions: Record<string, string>, suspendedAt: string | null = null): string[] =>
      words(lacksOfInstallation({ id: 5, permissions, suspended_at: suspendedAt }));
    expect(installed({ issues: 'write', metadata: 'read' })).to.deep.equal([]);
    expect(installed({ issues: 'read' })).to.deep.equal([`${WRITES}: the App's permission for issues is "read"`]);
    expect(installed({ metadata: 'read' })).to.deep.equal([`${WRITES}: the App's permission for issues is "none"`]);
    const since = '2026-11-01T00:00:00Z';
    expect(installed({ issues: 'write' }, since)).to.deep.equal([
      `read, ${WRITES}: the installation has been suspended since ${since}`,
    ]);
  });
});
