/** Asks for what hardly ever changes only whether it still is as it was: GitHub charges nothing for a 304. */

import type { Octokit } from '@octokit/rest';

/** As octokit has it. */
type Reply = Awaited<ReturnType<Octokit['request']>>;

/** Read before each pass that adds a label: what bears its name. */
const REMEMBERED: ReadonlySet<string> = new Set(['/repos/{owner}/{repo}/labels/{name}']);
/** The owned labels of a hundred projects. */
const MOST_REMEMBERED = 500;

/** Remembers those answers for as long as this octokit lives, which has one token: ETags are bound to it. */
export function rememberReads(octokit: Octokit): void {
  const known = new Map<string, Reply>();
  octokit.hook.wrap('request', async (send, options) => {
    if (options.method !== 'GET' || !REMEMBERED.has(options.url)) return await send(options);
    const { url } = octokit.request.endpoint(options);
    const before = known.get(url);
    const etag = before?.headers.etag;
    // Whatever is sent goes from these very options.
    if (etag !== undefined) options.headers['if-none-match'] = etag;
    const reply = await orAsBefore(send(options), before);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(url, reply);
    return reply;
  });
}

/** Octokit throws a 304. Its headers count, since they tell of the budget. */
async function orAsBefore(sending: unknown, before: Reply | undefined): Promise<Reply> {
  try {
    return (await sending) as Reply;
  } catch (error) {
    const response = error instanceof Error && 'response' in error ? (error.response as Reply) : undefined;
    if (response?.status !== 304 || before === undefined) throw error;
    return { ...before, headers: { ...before.headers, ...response.headers } };
  }
}
