/** Reads the private key of a GitHub App, in whatever form it was kept. */

import { createPrivateKey } from 'node:crypto';

/**
 * The key as PKCS#8 text; undefined for what is no RSA key, or one that needs a passphrase. PKCS#1 is read as well, which
 * is what GitHub hands out, and line ends that are written as `\n`, which is what becomes of them in many environments.
 */
export function privateKeyOf(text: string): string | undefined {
  try {
    const key = createPrivateKey(text.replaceAll(String.raw`\n`, '\n'));
    return key.asymmetricKeyType === 'rsa' ? key.export({ type: 'pkcs8', format: 'pem' }).toString() : undefined;
  } catch {
    return undefined;
  }
}
