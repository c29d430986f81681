/** By which API, and in whose name, GitHub is asked for a project: what the settings come to. */

import { readFileSync } from 'node:fs';
import { ConfigInvalidError } from '../errors.ts';
import { privateKeyOf } from './private-key.ts';
import type { OwnSettings } from './project-entries.ts';
import { ownSettingsOf } from './settings-for.ts';
import type { Settings } from './settings.ts';

export interface GitHubAppKey {
  /** A number, or a client id. */
  appId: string;
  /** PKCS#8 text. Secret. */
  privateKey: string;
  /** Where it is not to be asked for. */
  installationId?: number;
}

export interface ProjectAccess {
  apiUrl: string;
  apiVersion: string;
  /** A token, or an App. */
  as: { token: string } | { app: GitHubAppKey };
}

/** An account as it is given, for all projects or for one. */
type GivenAccount = Pick<
  OwnSettings,
  | 'githubToken'
  | 'githubTokenVariable'
  | 'githubAppId'
  | 'githubAppPrivateKey'
  | 'githubAppPrivateKeyFile'
  | 'githubAppInstallationId'
>;

/** Whether the settings name an account for the project, be it a faulty one. */
export function hasAccount(settings: Settings, projectKey: string): boolean {
  return accountFor(settings, projectKey) !== undefined;
}

/**
 * Undefined where the settings name no account for the project. Looked at by whatever asks GitHub, and by nothing else: a
 * holder of leases may share the file of a worker and still not have its secrets.
 * @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) naming what an account lacks
 */
export function accessOf(
  settings: Settings,
  projectKey: string,
  env: NodeJS.ProcessEnv = process.env,
): ProjectAccess | undefined {
  const given = accountFor(settings, projectKey);
  if (given === undefined) return undefined;
  const { githubApiVersion: apiVersion = settings.githubApiVersion } = ownSettingsOf(settings, projectKey) ?? {};
  const as = isApp(given) ? { app: appOf(given) } : { token: tokenOf(given, env) };
  return { apiUrl: apiUrlOf(settings, projectKey), apiVersion, as };
}

/** Of each project that has an account, by its key. @throws ConfigInvalidError (`MIRIN_CONFIG_INVALID`) as {@link accessOf} */
export function accessByProject(settings: Settings): Map<string, ProjectAccess> {
  const entries = settings.projects.map(({ key }) => [key, accessOf(settings, key)] as const);
  return new Map(entries.filter((entry): entry is [string, ProjectAccess] => entry[1] !== undefined));
}

/** The project's own, or that of all; but a token that was given for one API is shown to no other. */
function accountFor(settings: Settings, projectKey: string): GivenAccount | undefined {
  const own = ownSettingsOf(settings, projectKey);
  if (own !== undefined && namesAccount(own)) return own;
  const isElsewhere = new URL(apiUrlOf(settings, projectKey)).origin !== new URL(settings.githubApiUrl).origin;
  return namesAccount(settings) && !isElsewhere ? settings : undefined;
}

/** GitHub's API as the project has it. */
export function apiUrlOf(settings: Settings, projectKey: string): string {
  return ownSettingsOf(settings, projectKey)?.githubApiUrl ?? settings.githubApiUrl;
}

const namesAccount = (given: GivenAccount): boolean =>
  isApp(given) || given.githubToken !== undefined || given.githubTokenVariable !== undefined;

const isApp = (given: GivenAccount): boolean =>
  [given.githubAppId, given.githubAppPrivateKey, given.githubAppPrivateKeyFile].some((value) => value !== undefined);

function tokenOf({ githubToken, githubTokenVariable: variable = '' }: GivenAccount, env: NodeJS.ProcessEnv): string {
  const token = githubToken ?? env[variable] ?? '';
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw lacking(
    variable,
    'a token, as githubTokenVariable says',
    token === '' ? 'nothing' : 'another text (not shown)',
  );
}

function appOf(given: GivenAccount): GitHubAppKey {
  const { githubAppId: appId, githubAppInstallationId: installationId } = given;
  if (appId === undefined) throw lacking('githubAppId', 'the id of the App whose private key is given', 'nothing');
  const privateKey = given.githubAppPrivateKey ?? keyInFile(given.githubAppPrivateKeyFile);
  return { appId, privateKey, ...(installationId !== undefined && { installationId: Number(installationId) }) };
}

function keyInFile(file: string | undefined): string {
  const field = 'githubAppPrivateKeyFile';
  if (file === undefined) throw lacking(field, 'the private key of githubAppId, or githubAppPrivateKey', 'nothing');
  const key = privateKeyOf(textOf(file, field));
  if (key !== undefined) return key;
  throw lacking(field, 'a file with an RSA private key as PEM text', `another text in ${file} (not shown)`);
}

function textOf(file: string, field: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw lacking(field, 'a file that can be read', `${code} at ${file}`);
  }
}

function lacking(field: string, expected: string, received: string): ConfigInvalidError {
  return new ConfigInvalidError([{ field, expected, received }]);
}
