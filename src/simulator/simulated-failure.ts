/** Shows a fault to a request of the GitHub simulator, before or after the request is carried out. */

import type { ServerResponse } from 'node:http';
import type { SimulatedAnswer } from './simulated-answer.ts';
import type { SimulatedFault } from './simulated-faults.ts';
import { HTML_PAGE, resetConnection, sendAnswer, sendTruncated } from './simulated-wire.ts';

/** Fails the request as planned; returns the status that the client got to see, null for none. */
export function fail(fault: SimulatedFault, response: ServerResponse, carryOut: () => SimulatedAnswer): number | null {
  if (typeof fault.after === 'function') fault.after(() => void carryOut());
  const real = fault.after === 'commit' || fault.how === 'truncate' ? carryOut() : undefined;
  switch (fault.how) {
    case 'answer':
      sendAnswer(response, { status: fault.status, body: fault.body, headers: fault.headers ?? {} });
      return fault.status;
    case 'html':
      sendAnswer(response, HTML_PAGE);
      return HTML_PAGE.status;
    case 'truncate':
      sendTruncated(response, real ?? HTML_PAGE);
      return real?.status ?? null;
    case 'reset':
      resetConnection(response);
      return null;
    default:
      // hang: the connection stays open until the client gives up or the simulator stops.
      return null;
  }
}
