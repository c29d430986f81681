/** Every list of mutants. */

import type { CutList } from '../mutant.ts';
import { checkoutCuts } from './lua-checkout.ts';
import { leaseCuts } from './lua-lease.ts';
import { heartbeatCuts } from './lua-heartbeat.ts';
import { requestCuts } from './lua-requests.ts';
import { repairCuts } from './lua-repair.ts';
import { clockCuts } from './lua-clock.ts';
import { processCuts } from './lua-process.ts';
import { recordCuts } from './lua-records.ts';
import { labelPassCuts } from './lua-labels.ts';
import { gateCuts } from './lua-gate.ts';
import { verifyCuts } from './lua-verify.ts';
import { clientLeaseCuts } from './client-lease.ts';
import { clientHeartbeatCuts } from './client-heartbeat.ts';
import { clientWorkCuts } from './client-work.ts';
import { scanCuts } from './workers-scan.ts';
import { machineCuts } from './workers-machine.ts';
import { commentCuts } from './comments.ts';
import { labelCuts } from './labels.ts';
import { accountCuts } from './accounts.ts';
import { boardAccessCuts } from './board-access.ts';
import { boardSecretCuts } from './board-secrets.ts';
import { lockCuts } from './locks.ts';
import { orderCuts } from './orders.ts';
import { requestPathCuts } from './requests.ts';
import { runCuts } from './run.ts';
import { inputCuts } from './input.ts';
import { driftCuts } from './drift.ts';
import { intakeCuts } from './intake.ts';
import { operatorCuts } from './operators.ts';

export const CUT_LISTS: readonly CutList[] = [
  checkoutCuts,
  leaseCuts,
  heartbeatCuts,
  requestCuts,
  repairCuts,
  clockCuts,
  processCuts,
  recordCuts,
  labelPassCuts,
  gateCuts,
  verifyCuts,
  clientLeaseCuts,
  clientHeartbeatCuts,
  clientWorkCuts,
  lockCuts,
  orderCuts,
  requestPathCuts,
  scanCuts,
  machineCuts,
  labelCuts,
  accountCuts,
  commentCuts,
  boardAccessCuts,
  boardSecretCuts,
  runCuts,
  inputCuts,
  driftCuts,
  intakeCuts,
  operatorCuts,
];
