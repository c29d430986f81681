/** Carries out what people asked for by labels on an issue, takes the labels off, and does nothing for those who may not. */

import type { OperatorLabelJob } from '../queues/follow-ups.ts';
import { settingsFor } from '../src/configuration/settings-for.ts';
import { afterChange, type FollowUp } from '../src/enqueue/follow-ups.ts';
import { MirinError } from '../src/errors.ts';
import { GitHubError } from '../src/github/errors.ts';
import { IssueLabels } from '../src/github/issue-labels.ts';
import { labelMapOf } from '../src/github/label-map.ts';
import { foldName } from '../src/github/label-names.ts';
import { type LabelSetting, objectionTo, readLabelSettings } from '../src/github/label-setters.ts';
import { type OperatorLabel, operatorLabelsAmong } from '../src/github/operator-label.ts';
import type { Repository } from '../src/github/repository.ts';
import type { ProjectStore } from '../src/redis/project-store.ts';
import { forgetAsked, isSettled, settleAsked } from '../src/store/asked-by-label.ts';
import { carryOut } from '../src/transitions/carry-out.ts';
import type { Handled, Handler, Told } from './handler.ts';

/** What an issue's labels ask for, and where it is carried out. */
interface Asking {
  issue: number;
  store: ProjectStore;
  repository: Repository;
  labels: IssueLabels;
}

interface Answering {
  events: Told[];
  followUps: FollowUp[];
}

/** The list of events lags behind the labels. */
const UNSEEN_PAUSE_MS = 10_000;

/** The mark of the issue goes once no such label is left; whatever fails before is tried again. */
export const handleOperatorLabel: Handler<OperatorLabelJob> = async ({ issue }, site, context) => {
  const done: Answering = { events: [], followUps: [] };
  try {
    const repository = (await context.github.clientOf(site.project)).repository(site.project);
    const asking = { issue, store: site.store, repository, labels: new IssueLabels(repository, issue) };
    const map = labelMapOf(settingsFor(context.settings, site.project.key));
    const borne = await asking.labels.list();
    const asked = operatorLabelsAmong(
      map,
      borne.map(({ name }) => name),
    );
    const isSettled = asked.length === 0 || (await answerAll(asking, asked, done));
    if (!isSettled) return { summary: summaryOf(done), ...done, againAfterMs: UNSEEN_PAUSE_MS };
    await forgetAsked(site.store, issue);
    return { summary: summaryOf(done), ...done };
  } catch (error) {
    if (error instanceof GitHubError) return await afterFault(error, { issue, store: site.store }, done);
    throw error;
  }
};

/** Whether GitHub told who set each of them. */
async function answerAll(asking: Asking, asked: readonly OperatorLabel[], done: Answering): Promise<boolean> {
  const settings = await readLabelSettings(asking.repository, asking.issue);
  for (const label of asked) {
    const setting = settings.get(foldName(label.name));
    if (setting === undefined) return false;
    await answer(asking, label, setting, done);
    await takeOff(asking.labels, label);
  }
  return true;
}

async function answer(asking: Asking, { verb }: OperatorLabel, setting: LabelSetting, done: Answering): Promise<void> {
  const { issue, store, repository } = asking;
  const { eventId } = setting;
  const by = setting.login ?? 'nobody';
  if (await isSettled(store, eventId)) return;
  const objection = await objectionTo(repository, setting);
  if (objection !== undefined) {
    if (!(await settleAsked(store, eventId))) return;
    done.events.push({ name: 'operator.refused', fields: { issue, verb, by, reason: objection } });
    return;
  }
  const carried = await carryOut(store, issue, { verb, by: `github:${by}`, eventId });
  if (carried.outcome === 'repeated') return;
  const reason = carried.outcome === 'nothing' ? carried.reason : undefined;
  done.events.push({ name: 'operator.done', fields: { issue, verb, by, outcome: carried.outcome, reason } });
  if (carried.outcome === 'done') done.followUps.push(...afterChange(issue, carried.wanted));
}

/** One that somebody else took off meanwhile is off. */
async function takeOff(labels: IssueLabels, { name }: OperatorLabel): Promise<void> {
  try {
    await labels.remove(name);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.fault.refusal !== 'no-such-label') throw error;
  }
}

const summaryOf = ({ events }: Answering) => ({ told: events.length });

/** What was carried out stays so. What GitHub refuses for good is given up; the rest is tried again. */
async function afterFault(
  error: GitHubError,
  { issue, store }: Pick<Asking, 'issue' | 'store'>,
  done: Answering,
): Promise<Handled> {
  const { kind, reason, retryAfterMs } = error.fault;
  const summary = { ...summaryOf(done), reason };
  if (kind === 'permanent' || kind === 'missing') {
    await forgetAsked(store, issue);
    const told: Told = { name: 'operator.failed', fields: { issue, reason } };
    return { summary, followUps: done.followUps, events: [...done.events, told] };
  }
  if (retryAfterMs !== undefined) return { summary, ...done, againAfterMs: retryAfterMs };
  return { summary, ...done, fault: new MirinError('MIRIN_GITHUB_UNAVAILABLE', reason) };
}
