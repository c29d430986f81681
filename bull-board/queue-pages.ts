/** Bull Board with all queues: what it shows, what it lets people change, and under which names. */

import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { BeforeHookResult, BoardHooks, UIConfig } from '@bull-board/api/typings/app';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { Express } from 'express';
import { judgeFault, type OnFault } from './fault.ts';
import { MASK, maskSecrets } from './mask-secrets.ts';
import { boardNames } from './queue-names.ts';

/** Where Bull Board is mounted; its pages refer to themselves by this path. */
export const QUEUES_PATH = '/queues';

const UI: UIConfig = {
  boardTitle: 'Mirin',
  miscLinks: [{ text: 'Log out', url: '/logout' }],
  hideDocsLink: true,
  // Would ask Redis for its list of clients every 5 s, once per queue and open page.
  showWorkers: false,
};

const HOOKS: BoardHooks = {
  before: ({ request }) => refuseMasked(request.body),
  // Not formatters: these leave logs, errors and the templates of job schedulers as they are.
  after: (_context, result) => ({ ...result, body: maskSecrets(result.body) as typeof result.body }),
};

/** Bull Board for the queues, to be mounted at {@link QUEUES_PATH}. */
export function queuePages(queues: readonly Queue[], isReadOnly: boolean, onFault: OnFault): Express {
  const serverAdapter = new ExpressAdapter().setBasePath(QUEUES_PATH);
  createBullBoard({
    queues: boardNames(queues).map(
      ({ queue, ...names }) => new BullMQAdapter(queue, { readOnlyMode: isReadOnly, ...names }),
    ),
    serverAdapter,
    options: { uiConfig: UI, handlerHooks: HOOKS },
  });
  // Bull Board's own would send the fault's message, which may name hosts and keys.
  serverAdapter.setErrorHandler((error) => {
    const { status, title, detail } = judgeFault(error, onFault);
    return { status, body: { error: title, message: detail } };
  });
  return (serverAdapter.getRouter() as Express).disable('x-powered-by');
}

/** Saving what was shown masked would put the mask in the secret's place. */
function refuseMasked(body: unknown): BeforeHookResult {
  if (!(JSON.stringify(body) ?? '').includes(MASK)) return;
  return { allow: false, status: 400, message: `This still contains masked secrets (${MASK}); nothing was changed.` };
}
