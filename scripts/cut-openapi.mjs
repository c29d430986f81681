// Cuts the operations that Mirin uses out of GitHub's own description of its API (npm `@octokit/openapi`, 385 MB), for
// tests that hold the simulator to it: `node scripts/cut-openapi.mjs FOLDER_OF_THE_UNPACKED_PACKAGE`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './prepare.mjs';

/** github.com, and the newest Enterprise Server. */
const DESCRIPTIONS = ['api.github.com', 'ghes-3.19'];
const REPOSITORY = '/repos/{owner}/{repo}';
const ISSUE = `${REPOSITORY}/issues/{issue_number}`;
const OPERATIONS = [
  'GET /rate_limit',
  'GET /user',
  `GET ${REPOSITORY}`,
  `GET ${REPOSITORY}/installation`,
  'POST /app/installations/{installation_id}/access_tokens',
  `GET ${REPOSITORY}/labels`,
  `POST ${REPOSITORY}/labels`,
  `GET ${REPOSITORY}/labels/{name}`,
  `PATCH ${REPOSITORY}/labels/{name}`,
  `GET ${REPOSITORY}/issues`,
  `GET ${REPOSITORY}/issues/comments`,
  `GET ${REPOSITORY}/issues/comments/{comment_id}`,
  `GET ${ISSUE}`,
  `GET ${ISSUE}/labels`,
  `POST ${ISSUE}/labels`,
  `DELETE ${ISSUE}/labels/{name}`,
  `GET ${ISSUE}/events`,
  `GET ${ISSUE}/comments`,
  `POST ${ISSUE}/comments`,
  `GET ${REPOSITORY}/collaborators/{username}/permission`,
];
/** Words for people, which make up most of a schema. */
const NO_RULES = new Set(['description', 'title', 'example', 'examples', 'externalDocs', 'deprecated', 'default']);

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/cut-openapi.mjs FOLDER');
const read = (...names) => JSON.parse(readFileSync(path.join(folder, ...names), 'utf8'));
const { name, version } = read('package.json');
const target = path.join(root, 'test', 'github', 'openapi');
mkdirSync(target, { recursive: true });
for (const description of DESCRIPTIONS) {
  const slice = {
    source: `${name} ${version}, MIT License, (c) Octokit contributors`,
    ...cut(read('generated', `${description}.json`)),
  };
  writeFileSync(path.join(target, `${description}.json`), `${JSON.stringify(slice, undefined, 1)}\n`);
}

function cut(api) {
  const schemas = {};
  const schemaOf = (given) => {
    const schema = rulesOf(given);
    for (const [, found] of JSON.stringify(schema).matchAll(/"#\/schemas\/([^"]+)"/g)) {
      if (found in schemas) continue;
      schemas[found] = {};
      schemas[found] = schemaOf(api.components.schemas[found]);
    }
    return schema;
  };
  const resolve = (given) => {
    const [, kind, found] = /^#\/components\/(\w+)\/(.+)$/.exec(given.$ref ?? '') ?? [];
    return found === undefined ? given : api.components[kind][found];
  };
  const json = (content) =>
    content?.['application/json'] === undefined ? null : schemaOf(content['application/json'].schema);
  const operations = OPERATIONS.map((named) => {
    const [method, place] = named.split(' ');
    const operation = api.paths[place][method.toLowerCase()];
    const parameters = (operation.parameters ?? []).map(resolve).filter((parameter) => parameter.in === 'query');
    return {
      method,
      path: place,
      query: Object.fromEntries(parameters.map((parameter) => [parameter.name, schemaOf(parameter.schema)])),
      isBodyRequired: operation.requestBody?.required === true,
      body: json(operation.requestBody?.content),
      answers: Object.fromEntries(
        Object.entries(operation.responses).map(([status, response]) => [status, json(resolve(response).content)]),
      ),
    };
  });
  return { operations, schemas };
}

/** The schema without what is no rule, in JSON Schema's own words: OpenAPI 3.0 says `nullable` instead of a type. */
function rulesOf(schema) {
  if (Array.isArray(schema)) return schema.map(rulesOf);
  if (schema === null || typeof schema !== 'object') return schema;
  if (schema.$ref !== undefined) return { $ref: schema.$ref.replace('#/components/', '#/') };
  const { nullable, properties, ...rest } = schema;
  const kept = Object.entries(rest).filter(([key]) => !NO_RULES.has(key) && !key.startsWith('x-'));
  const rules = Object.fromEntries(kept.map(([key, value]) => [key, key === 'enum' ? value : rulesOf(value)]));
  if (properties !== undefined) {
    rules.properties = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, rulesOf(value)]));
  }
  return nullable === true ? { anyOf: [rules, { type: 'null' }] } : rules;
}
