/** The operations of the GitHub simulator: what each method and path below a repository does. */

import { z } from 'zod';
import { refuse, type SimulatedAnswer } from './simulated-answer.ts';
import type { SimulatedComment } from './simulated-issue.ts';
import type { SimulatedLabel } from './simulated-labels.ts';
import type { SimulatedIssue } from './simulated-issue.ts';
import { pageOf } from './simulated-paging.ts';
import type { SimulatedRepository } from './simulated-repository.ts';
import {
  type SimulatedScene,
  viewComment,
  viewEvent,
  viewIssue,
  viewLabel,
  viewPermission,
  viewRepository,
} from './simulated-views.ts';

/** One request, taken apart. */
export interface SimulatedCall {
  repository: SimulatedRepository;
  /** The issue's number, where the path names one. */
  issue: number;
  /** The comment's id, where the path names one. */
  comment: number;
  /** The label's name, where the path names one. */
  label: string;
  /** The user's login, where the path names one. */
  login: string;
  url: URL;
  body: unknown;
}

type Operation = (call: SimulatedCall) => SimulatedAnswer;

const LABEL_NAMES = z.array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]));
/** GitHub takes both `{"labels": […]}` and the bare list. */
const labelsBody = z.union([LABEL_NAMES, z.object({ labels: LABEL_NAMES }).transform(({ labels }) => labels)]);
const definitionBody = z.object({
  name: z.string(),
  color: z.string().optional(),
  description: z.string().nullish(),
});
const alterationBody = z.object({
  new_name: z.string().optional(),
  color: z.string().optional(),
  description: z.string().nullish(),
});
const commentBody = z.object({ body: z.string().min(1) });

const ISSUE = '/issues/(?<issue>[1-9][0-9]*)';

const OPERATIONS: readonly (readonly [method: string, path: string, operation: Operation])[] = [
  ['GET', '', (call) => ok(viewRepository(sceneOf(call)))],
  ['GET', '/issues', pageOfIssues],
  ['GET', '/issues/comments', pageOfAllComments],
  ['GET', '/issues/comments/(?<comment>[1-9][0-9]*)', oneComment],
  ['GET', ISSUE, (call) => ok(viewIssue(sceneOf(call), call.repository.issue(call.issue)))],
  ['GET', `${ISSUE}/labels`, (call) => pageOfLabels(call, call.repository.issue(call.issue).labels)],
  ['POST', `${ISSUE}/labels`, (call) => okLabels(call, call.repository.addLabels(call.issue, read(labelsBody, call)))],
  ['PUT', `${ISSUE}/labels`, (call) => okLabels(call, call.repository.setLabels(call.issue, read(labelsBody, call)))],
  [
    'DELETE',
    `${ISSUE}/labels/(?<label>[^/]+)`,
    (call) => okLabels(call, call.repository.removeLabel(call.issue, call.label)),
  ],
  ['GET', `${ISSUE}/events`, pageOfEvents],
  ['GET', '/collaborators/(?<login>[^/]+)/permission', (call) => ok(viewPermission(sceneOf(call), call.login))],
  ['GET', `${ISSUE}/comments`, pageOfComments],
  ['POST', `${ISSUE}/comments`, createComment],
  ['GET', '/labels', (call) => pageOfLabels(call, call.repository.definitions.all())],
  ['POST', '/labels', createDefinition],
  ['GET', '/labels/(?<label>[^/]+)', (call) => ok(viewLabel(sceneOf(call), definitionOf(call)))],
  ['PATCH', '/labels/(?<label>[^/]+)', changeDefinition],
];

/** Carries a request out. @throws SimulatedRefusal */
export function operate(method: string, path: string, call: Pick<SimulatedCall, 'repository' | 'url' | 'body'>) {
  for (const [operationMethod, pattern, operation] of OPERATIONS) {
    const match = operationMethod === method ? new RegExp(`^${pattern}$`).exec(path) : null;
    if (match === null) continue;
    const { issue, comment, label = '', login = '' } = match.groups ?? {};
    return operation({
      ...call,
      issue: Number(issue),
      comment: Number(comment),
      label: decodeURIComponent(label),
      login,
    });
  }
  throw refuse(404, 'Not Found');
}

function ok(body: unknown): SimulatedAnswer {
  return { status: 200, body };
}

const sceneOf = ({ repository, url }: SimulatedCall): SimulatedScene => ({ repository, origin: url.origin });

const viewLabels = (call: SimulatedCall, labels: readonly SimulatedLabel[]) =>
  labels.map((label) => viewLabel(sceneOf(call), label));

function okLabels(call: SimulatedCall, labels: readonly SimulatedLabel[]): SimulatedAnswer {
  return ok(viewLabels(call, labels));
}

function pageOfLabels(call: SimulatedCall, labels: readonly SimulatedLabel[]): SimulatedAnswer {
  return pageOf(viewLabels(call, labels), call.url);
}

function pageOfIssues(call: SimulatedCall): SimulatedAnswer {
  const issues = listIssues(call.repository, call.url);
  return pageOf(
    issues.map((issue) => viewIssue(sceneOf(call), issue)),
    call.url,
  );
}

function pageOfComments(call: SimulatedCall): SimulatedAnswer {
  const comments = commentsSince(call.repository.commentsOf(call.issue), call.url);
  return pageOf(
    comments.map((comment) => viewComment(sceneOf(call), call.issue, comment)),
    call.url,
  );
}

function pageOfAllComments(call: SimulatedCall): SimulatedAnswer {
  const since = wholeSeconds(call.url.searchParams.get('since') ?? '');
  const sign = call.url.searchParams.get('direction') === 'desc' ? -1 : 1;
  const comments = call.repository
    .comments()
    .filter(({ comment }) => wholeSeconds(comment.createdAt) >= since)
    .toSorted((a, b) => sign * (a.comment.id - b.comment.id));
  return pageOf(
    comments.map(({ issue, comment }) => viewComment(sceneOf(call), issue, comment)),
    call.url,
  );
}

function pageOfEvents(call: SimulatedCall): SimulatedAnswer {
  const { events } = call.repository.issue(call.issue);
  return pageOf(
    events.map((event) => viewEvent(sceneOf(call), event)),
    call.url,
  );
}

function oneComment(call: SimulatedCall): SimulatedAnswer {
  const found = call.repository.comments().find(({ comment }) => comment.id === call.comment);
  if (found === undefined) throw refuse(404, 'Not Found');
  return ok(viewComment(sceneOf(call), found.issue, found.comment));
}

function createComment(call: SimulatedCall): SimulatedAnswer {
  const { body } = read(commentBody, call);
  return { status: 201, body: viewComment(sceneOf(call), call.issue, call.repository.addComment(call.issue, body)) };
}

function createDefinition(call: SimulatedCall): SimulatedAnswer {
  const { name, color, description } = read(definitionBody, call);
  const label = call.repository.definitions.define(name, color, description ?? null);
  return { status: 201, body: viewLabel(sceneOf(call), label) };
}

function changeDefinition(call: SimulatedCall): SimulatedAnswer {
  const label = definitionOf(call);
  const { new_name: name, color, description } = read(alterationBody, call);
  const changed = call.repository.definitions.change(label, { name, color, description });
  return ok(viewLabel(sceneOf(call), changed));
}

function definitionOf({ repository, label }: SimulatedCall): SimulatedLabel {
  const found = repository.definitions.find(label);
  if (found === undefined) throw refuse(404, 'Not Found');
  return found;
}

function listIssues(repository: SimulatedRepository, { searchParams }: URL) {
  const wanted = (searchParams.get('labels') ?? '').toLowerCase().split(',').filter(Boolean);
  const since = wholeSeconds(searchParams.get('since') ?? '');
  return repository
    .issues()
    .filter((issue) => isListed(searchParams.get('state') ?? 'open', issue))
    .filter((issue) => wholeSeconds(issue.updatedAt) >= since)
    .filter((issue) => wanted.every((name) => issue.labels.some((label) => label.name.toLowerCase() === name)))
    .toSorted((a, b) => orderOf(searchParams, a, b));
}

/** Without a word, GitHub lists open issues only. */
const isListed = (state: string, { isClosed }: SimulatedIssue): boolean =>
  state === 'all' || isClosed === (state === 'closed');

/** GitHub's times have no fractions of a second. */
const wholeSeconds = (time: string): number => Math.floor((Date.parse(time) || 0) / 1000);

/** Latest first, unless asked for otherwise; `sort` names what is looked at. */
function orderOf(search: URLSearchParams, a: SimulatedIssue, b: SimulatedIssue): number {
  const sign = search.get('direction') === 'asc' ? -1 : 1;
  const byTime = search.get('sort') === 'updated' ? Date.parse(b.updatedAt) - Date.parse(a.updatedAt) : 0;
  return sign * (byTime === 0 ? b.number - a.number : byTime);
}

function commentsSince(comments: readonly SimulatedComment[], { searchParams }: URL) {
  const since = Date.parse(searchParams.get('since') ?? '') || 0;
  return comments.filter(({ createdAt }) => Date.parse(createdAt) >= since);
}

function read<T extends z.ZodType>(schema: T, { body }: SimulatedCall): z.output<T> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw refuse(422, `Invalid request. ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
