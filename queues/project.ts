/** A project: one GitHub repository, `[host/]owner/repo`, lower-cased for keys, spelled as given for people. */

import { z } from 'zod';

const OWNER = '[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})';
const REPO = '[A-Za-z0-9._-]{1,100}';
const HOST = '[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?';
const PATTERN = new RegExp(`^(?:(${HOST})/)?(${OWNER})/(${REPO})$`);
const EXPECTED = 'owner/repo or host/owner/repo, as GitHub spells them';

export interface Project {
  /** The lower-cased name: what keys, jobs and comparisons use. `github.com` is left out. */
  key: string;
  /** As the user spelled it: for people. */
  name: string;
  /** The GitHub host in lower case; `github.com` unless the project names another. */
  host: string;
  owner: string;
  repo: string;
}

/** Parses `[host/]owner/repo`; anything else is refused with what was expected. */
export const projectSchema = z
  .string({ error: EXPECTED })
  .refine((text) => PATTERN.test(text) && !/\/\.{1,2}$/.test(text), { error: EXPECTED })
  .transform((text): Project => toProject(text));

/** The lower-cased key of a project, as jobs carry it. */
export const projectKeySchema = z
  .string({ error: EXPECTED })
  .refine((text) => PATTERN.test(text) && text === text.toLowerCase() && !text.startsWith('github.com/'), {
    error: 'a lower-cased project key such as owner/repo',
  });

function toProject(text: string): Project {
  const [, host = 'github.com', owner = '', repo = ''] = PATTERN.exec(text) ?? [];
  const lowerHost = host.toLowerCase();
  const path = `${owner}/${repo}`;
  const name = lowerHost === 'github.com' ? path : `${lowerHost}/${path}`;
  return { key: name.toLowerCase(), name, host: lowerHost, owner, repo };
}
