/** A GitHub App of the simulator: checks what it signed by its public key, knows its installations, mints their tokens. */

import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { SimulatedAccount } from './simulated-account.ts';
import { refuse, type SimulatedAnswer } from './simulated-answer.ts';
import { viewInstallation, viewToken } from './simulated-app-views.ts';
import { SimulatedInstallation, type SimulatedInstallationSeed } from './simulated-installation.ts';

const LONGEST_S = 600;
const BAD_ISSUED_AT =
  "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
const BAD_EXPIRATION =
  "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
const TOO_FAR = "'Expiration time' claim ('exp') is too far in the future";

const claims = z.object({ iat: z.number().int(), exp: z.number().int(), iss: z.coerce.string() });

export class SimulatedApp {
  readonly id: number;
  readonly account: SimulatedAccount;
  /** How far this GitHub's clock is ahead of the machine's; below 0: behind. */
  clockAheadMs = 0;
  tokenLivesMs = 3_600_000;
  readonly #publicKey: KeyObject;
  readonly #installations = new Map<number, SimulatedInstallation>();

  /** `publicKey`: PEM text. */
  constructor({ id, publicKey }: { id: number; publicKey: string }) {
    this.id = id;
    this.account = new SimulatedAccount(`App ID ${id}`);
    this.#publicKey = createPublicKey(publicKey);
  }

  install(seed: SimulatedInstallationSeed): SimulatedInstallation {
    const installation = new SimulatedInstallation(seed);
    this.#installations.set(seed.id, installation);
    return installation;
  }

  uninstall(id: number): void {
    this.#installations.delete(id);
  }

  get installations(): readonly SimulatedInstallation[] {
    return [...this.#installations.values()];
  }

  /** What the App asks of itself. @throws SimulatedRefusal, also for what only its installations may ask */
  operate(method: string, { pathname, origin }: URL): SimulatedAnswer {
    const [, repository] = /^\/repos\/([^/]+\/[^/]+)\/installation$/.exec(pathname) ?? [];
    const [, id] = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(pathname) ?? [];
    if (method === 'GET' && repository !== undefined) {
      const found = this.installations.find((installation) => installation.has(repository));
      if (found === undefined) throw refuse(404, 'Not Found');
      return { status: 200, body: viewInstallation(origin, this.id, found) };
    }
    if (method === 'POST' && id !== undefined) return this.#mint(Number(id));
    throw refuse(403, 'Resource not accessible by integration');
  }

  #mint(id: number): SimulatedAnswer {
    const installation = this.#installations.get(id);
    if (installation === undefined) throw refuse(404, 'Not Found');
    const { token, expiresAtMs } = installation.mint(this.tokenLivesMs);
    const toldMs = expiresAtMs + this.clockAheadMs;
    return { status: 201, body: viewToken(token, toldMs, installation) };
  }

  /** Whether the App signed this. @throws SimulatedRefusal (401) where it did, but not for now */
  hasSigned(proof: string): boolean {
    const [header = '', payload = '', signature = ''] = proof.split('.');
    const signed = Buffer.from(`${header}.${payload}`);
    if (!verify('RSA-SHA256', signed, this.#publicKey, Buffer.from(signature, 'base64url'))) return false;
    const { iat, exp, iss } = claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    const nowS = Math.floor((Date.now() + this.clockAheadMs) / 1000);
    if (iat > nowS) throw refuse(401, BAD_ISSUED_AT);
    if (exp <= nowS) throw refuse(401, BAD_EXPIRATION);
    if (exp > nowS + LONGEST_S) throw refuse(401, TOO_FAR);
    return iss === String(this.id);
  }
}
