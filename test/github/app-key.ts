/** An RSA key of a GitHub App, made once for the whole run. */

import { generateKeyPairSync } from 'node:crypto';

export interface AppKey {
  /** As GitHub hands it out (PKCS#1). */
  privateKey: string;
  pkcs8: string;
  publicKey: string;
}

let made: AppKey | undefined;
let foreign: AppKey | undefined;

export function appKey(): AppKey {
  made ??= makeKey();
  return made;
}

/** One that no App of a test has. */
export function foreignKey(): AppKey {
  foreign ??= makeKey();
  return foreign;
}

function makeKey(): AppKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    pkcs8: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
