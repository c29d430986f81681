/** Test program: several clients that all ask for the same issues at the same moment, again and again, as they are told. */

import { createInterface } from 'node:readline';
import type { ConnectOptions } from '../../src/client/connect-options.ts';
import type { CheckoutAnswer, Lease } from '../../src/client/lease.ts';
import { Mirin } from '../../src/client/mirin.ts';

/** Asks for each of the issues by every client, or hands back whatever they were granted. */
type Order = { turn: number; do: 'ask'; issues: number[] } | { turn: number; do: 'hand-back' };

const [optionsText = '{}', count = '1'] = process.argv.slice(2);
const { process: name, ...options } = JSON.parse(optionsText) as ConnectOptions;
const say = (message: object): void => console.log(JSON.stringify(message));

const clients = await Promise.all(
  Array.from({ length: Number(count) }, (_, index) => Mirin.connect({ ...options, process: `${name}-${index}` })),
);
let leases: Lease[] = [];

say({ event: 'connected' });
createInterface({ input: process.stdin }).on('line', (line) => {
  const order = JSON.parse(line) as Order;
  (order.do === 'ask' ? askAll(order.issues) : handBackAll()).then(
    (said) => say({ turn: order.turn, did: order.do, said }),
    (error: unknown) => say({ turn: order.turn, did: order.do, error: String(error) }),
  );
});

/** Who asked, for which issue, and what came of it: the fence of a grant, the holder of a refusal. */
async function askAll(issues: readonly number[]): Promise<object[]> {
  const asked = clients.flatMap((client) => issues.map((issue) => ask(client, issue)));
  return Promise.all(asked);
}

async function ask(client: Mirin, issue: number): Promise<object> {
  const answer: CheckoutAnswer = await client.checkout(issue);
  const { outcome } = answer;
  if (outcome === 'held') return { issue, outcome, holder: answer.holder };
  if (outcome !== 'granted') return { issue, outcome };
  leases.push(answer.lease);
  return { issue, outcome, holder: client.processId, fence: answer.fence };
}

async function handBackAll(): Promise<string[]> {
  const held = leases;
  leases = [];
  const outcomes = await Promise.all(held.map((lease) => lease.checkin('pending')));
  return outcomes.map(({ outcome }) => outcome);
}
