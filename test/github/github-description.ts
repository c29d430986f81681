/** Holds requests and answers against GitHub's own description of its API, of which `openapi/` has what Mirin uses. */

import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { SimulatedExchange } from '../../src/simulator/github-simulator.ts';
import { readRepositoryFile } from '../architecture/sources.ts';

/** github.com, and an Enterprise Server. */
export const API_DESCRIPTIONS = ['api.github.com', 'ghes-3.19'] as const;
export type ApiDescription = (typeof API_DESCRIPTIONS)[number];

type Schema = Record<string, unknown>;

interface Operation {
  method: string;
  path: string;
  query: Record<string, Schema>;
  isBodyRequired: boolean;
  body: Schema | null;
  answers: Record<string, Schema | null>;
}

interface Slice {
  operations: Operation[];
  schemas: Record<string, Schema>;
}

/** What any operation may meet, and GitHub describes in words only: refusals, and where a renamed repository is now. */
const EVERYWHERE = new Set([301, 307, 401, 403, 429]);

export class GitHubDescription {
  readonly #ajv = new Ajv2020.default({ strict: false, allErrors: true, coerceTypes: false });
  /** Of queries: everything in them is text. */
  readonly #queryAjv = new Ajv2020.default({ strict: false, allErrors: true, coerceTypes: true });
  readonly #slice: Slice;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(name: ApiDescription) {
    this.#slice = JSON.parse(readRepositoryFile(`test/github/openapi/${name}.json`)) as Slice;
    for (const ajv of [this.#ajv, this.#queryAjv]) {
      addFormats.default(ajv);
      ajv.addSchema({ $id: 'github', schemas: this.#slice.schemas });
    }
  }

  /** What an exchange has that GitHub would not have taken or given; empty = nothing. */
  faultsOf(exchange: SimulatedExchange): string[] {
    const { method, url } = exchange;
    const operation = this.#slice.operations.find((known) => known.method === method && fits(known.path, url.pathname));
    if (operation === undefined) return [`${method} ${url.pathname}: no such operation`];
    const faults = [...this.#queryFaults(operation, url), ...this.#bodyFaults(operation, exchange)];
    return [...faults, ...this.#answerFaults(operation, exchange)].map(
      (fault) => `${method} ${url.pathname}: ${fault}`,
    );
  }

  #queryFaults(operation: Operation, { searchParams }: URL): string[] {
    return [...searchParams].flatMap(([name, value]) => {
      const schema = operation.query[name];
      if (schema === undefined) return [`query ${name}: there is no such parameter`];
      return this.#check(this.#queryAjv, `query ${name}`, { type: 'object', properties: { value: schema } }, { value });
    });
  }

  /** A request that was refused may have been wrong on purpose. */
  #bodyFaults({ body: schema, isBodyRequired }: Operation, { body, answer }: SimulatedExchange): string[] {
    if (answer.status >= 400) return [];
    if (body === '') return isBodyRequired ? ['body: is missing'] : [];
    return schema === null ? ['body: none is expected'] : this.#check(this.#ajv, 'body', schema, JSON.parse(body));
  }

  #answerFaults({ answers }: Operation, { method, answer }: SimulatedExchange): string[] {
    // To whatever is asked conditionally, listed or not:
    // https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
    if (method === 'GET' && answer.status === 304) return answer.body === undefined ? [] : ['304: has a body'];
    const schema = answers[answer.status];
    if (schema === undefined && EVERYWHERE.has(answer.status)) {
      return this.#check(this.#ajv, String(answer.status), { $ref: '#/schemas/basic-error' }, answer.body);
    }
    if (schema === undefined) return [`${answer.status}: is no answer to this`];
    return schema === null ? [] : this.#check(this.#ajv, String(answer.status), schema, answer.body);
  }

  #check(ajv: Ajv2020.default, what: string, schema: Schema, value: unknown): string[] {
    const text = JSON.stringify(schema).replaceAll('"#/schemas/', '"github#/schemas/');
    const key = `${what} ${text}`;
    const validate = this.#compiled.get(key) ?? ajv.compile(JSON.parse(text) as Schema);
    this.#compiled.set(key, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath}: ${message}`);
  }
}

/** Repositories may be named by their number, too. */
function fits(template: string, pathname: string): boolean {
  const path = pathname.replace(/^\/repositories\/\d+/, '/repos/by/id');
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
}
