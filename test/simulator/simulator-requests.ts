/** Plain HTTP requests to a simulator, as any program would send them. */

import type { GitHubSimulator } from '../../src/simulator/github-simulator.ts';

export interface Answered {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Sends a request with the right token, unless `headers` say otherwise, and follows no redirect. */
export async function send(
  simulator: GitHubSimulator,
  line: string,
  json?: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${simulator.token}` },
): Promise<Answered> {
  const [method = 'GET', path = '/'] = line.split(' ');
  const body = typeof json === 'string' || json === undefined ? json : JSON.stringify(json);
  const url = `${simulator.url}${path}`;
  const response = await fetch(url, { method, headers, redirect: 'manual', ...(body !== undefined && { body }) });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** The names in a list of labels. */
export function namesOf({ body }: Answered): string[] {
  return (body as { name: string }[]).map(({ name }) => name);
}
