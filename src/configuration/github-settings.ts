/** What can be said of GitHub's API, and of whom Mirin is there: the bearer of a token, or a GitHub App. */

import { z } from 'zod';
import { privateKeyOf } from './private-key.ts';

const KEY_EXPECTED = 'an RSA private key as PEM text, without a passphrase';
const VERSION_EXPECTED = 'a date such as 2022-11-28';

const token = z
  .string({ error: 'a token' })
  .min(1, { error: 'a token' })
  .regex(/^[\x21-\x7e]*$/, { error: 'a token without spaces or line ends' });

const apiUrl = z.url({ protocol: /^https?$/, error: 'an http(s) URL' });

const apiVersion = z.string({ error: VERSION_EXPECTED }).regex(/^\d{4}-\d{2}-\d{2}$/, { error: VERSION_EXPECTED });

/** A number, which a file may have as one; an App may also be named by its client id. */
const identifier = (pattern: RegExp, error: string) =>
  z.union([z.number().int().positive().transform(String), z.string().regex(pattern, { error })], { error });

const appId = identifier(/^(\d{1,15}|Iv[\w.]{1,60})$/, 'the id of an App, such as 12345, or its client id');

const installationId = identifier(/^[1-9]\d{0,14}$/, 'the id of an installation, such as 67890');

const privateKey = z.string({ error: KEY_EXPECTED }).transform((text, context) => {
  const key = privateKeyOf(text);
  if (key !== undefined) return key;
  context.addIssue({ code: 'custom', message: KEY_EXPECTED });
  return z.NEVER;
});

const keyFile = z.string({ error: 'the path of a PEM file' }).min(1, { error: 'the path of a PEM file' });

const variable = z
  .string({ error: 'the name of an environment variable' })
  .regex(/^[A-Za-z_]\w*$/, { error: 'the name of an environment variable' });

/** The settings of the way to GitHub, for all projects. */
export const githubSettings = {
  githubToken: token.optional().describe('Token that labels issues. Secret.'),
  githubAppId: appId.optional().describe('The GitHub App that labels issues; goes before a token.'),
  githubAppPrivateKey: privateKey.optional().describe("The App's private key. Secret."),
  githubAppPrivateKeyFile: keyFile
    .optional()
    .describe("File of the App's private key, read where there is no `githubAppPrivateKey`."),
  githubAppInstallationId: installationId
    .optional()
    .describe('Installation of the App; without it the one that has the repository is asked for.'),
  githubApiUrl: apiUrl.default('https://api.github.com').describe("GitHub's API, or an Enterprise Server's `/api/v3`."),
  githubApiVersion: apiVersion.default('2022-11-28').describe('Version of the API that is asked for.'),
};

/** What one project has otherwise: an account of its own, named whole. */
export const ownGitHubSettings = {
  githubToken: token,
  githubTokenVariable: variable,
  githubAppId: appId,
  githubAppPrivateKey: privateKey,
  githubAppPrivateKeyFile: keyFile,
  githubAppInstallationId: installationId,
  githubApiUrl: apiUrl,
  githubApiVersion: apiVersion,
};
