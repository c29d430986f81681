/** An answer of the GitHub simulator as a value, and the refusals that GitHub words in a fixed way. */

export interface SimulatedAnswer {
  status: number;
  /** Sent as JSON; a string is sent as it is; without one the answer is empty. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** Thrown where a request can't be carried out; nothing was changed. */
export class SimulatedRefusal extends Error {
  readonly answer: SimulatedAnswer;

  constructor(answer: SimulatedAnswer) {
    super(`${answer.status} ${JSON.stringify(answer.body)}`);
    this.name = 'SimulatedRefusal';
    this.answer = answer;
  }
}

const DOCUMENTATION_URL = 'https://docs.github.com/rest';

/** `{message, documentation_url}`, as GitHub words every refusal. */
export function refuse(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
  return new SimulatedRefusal({ status, body: { message, documentation_url: DOCUMENTATION_URL }, headers });
}

/** 422 with the faulty field. */
export function refuseField(resource: string, field: string, code: string, message?: string) {
  const error = message === undefined ? { resource, code, field } : { resource, code, field, message };
  const body = { message: 'Validation Failed', errors: [error], documentation_url: DOCUMENTATION_URL };
  return new SimulatedRefusal({ status: 422, body });
}
