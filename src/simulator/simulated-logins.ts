/** Who may ask the GitHub simulator: the bearer of its one token, its Apps, and their installations. */

import type { IncomingHttpHeaders } from 'node:http';
import { SimulatedAccount } from './simulated-account.ts';
import { refuse } from './simulated-answer.ts';
import type { SimulatedApp } from './simulated-app.ts';
import type { SimulatedInstallation } from './simulated-installation.ts';

/** Whoever asks, and whose budget is charged. */
export interface SimulatedCaller {
  account: SimulatedAccount;
  /** Where an App asks as itself. */
  app?: SimulatedApp;
  /** Where one of its installations asks. */
  installation?: SimulatedInstallation;
}

export class SimulatedLogins {
  /** Of the token, and of whoever has none. */
  readonly account = new SimulatedAccount('user ID 1');
  readonly apps: SimulatedApp[] = [];
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  /** @throws SimulatedRefusal (401) */
  callerOf(headers: IncomingHttpHeaders): SimulatedCaller {
    if (headers['user-agent'] === undefined) throw refuse(403, 'Request forbidden by administrative rules.');
    const [scheme = '', token = ''] = (headers.authorization ?? '').split(' ');
    if (scheme === '') throw refuse(401, 'Requires authentication');
    const caller = /^(bearer|token)$/i.test(scheme) ? this.#bearerOf(token) : undefined;
    if (caller === undefined) throw refuse(401, 'Bad credentials');
    return caller;
  }

  /** The header by which the time is told, where this GitHub's clock is not the machine's. */
  clock(): Record<string, string> {
    const aheadMs = this.apps.reduce((sum, app) => sum + app.clockAheadMs, 0);
    return aheadMs === 0 ? {} : { date: new Date(Date.now() + aheadMs).toUTCString() };
  }

  #bearerOf(token: string): SimulatedCaller | undefined {
    if (token === this.#token) return { account: this.account };
    if (token.split('.').length === 3) {
      const app = this.apps.find((known) => known.hasSigned(token));
      return app && { account: app.account, app };
    }
    const installations = this.apps.flatMap((app) => app.installations);
    const installation = installations.find((known) => known.isToken(token));
    return installation && { account: installation.account, installation };
  }
}
