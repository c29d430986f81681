/** Words the comment that tells of a repair, in English or in Japanese. */

import type { Settings } from '../configuration/settings.ts';
import type { RepairFacts, WantedComment } from '../store/read-wanted-comments.ts';
import { ENGLISH } from './repair-comment-en.ts';
import { JAPANESE } from './repair-comment-ja.ts';
import type { RepairWords } from './repair-words.ts';

const LANGUAGES: Readonly<Record<Settings['commentLanguage'], RepairWords>> = { en: ENGLISH, ja: JAPANESE };

/** Hidden in the comment: by it a comment that is there already is known. */
export const repairMarker = ({ issue, fence }: Pick<WantedComment, 'issue' | 'fence'>): string =>
  `<!-- mirin:repair:${issue}:${fence} -->`;

/** The whole comment, marker included. */
export function repairComment(
  comment: WantedComment & { facts: RepairFacts },
  language: Settings['commentLanguage'],
): string {
  const { issue, facts } = comment;
  const words = LANGUAGES[language];
  const lines = [
    words.process(plain(facts.processId), plain(facts.pid), plain(facts.host)),
    words.since(utc(facts.sinceMs)),
    facts.lastHeartbeatMs === undefined ? words.noHeartbeat : words.lastHeartbeat(utc(facts.lastHeartbeatMs)),
    words.ended[facts.ended],
    words.did(utc(facts.repairedAtMs), facts.to),
    words.next[facts.to](issue, facts.orphanings),
  ];
  const list = lines.map((line) => `- ${line}`).join('\n');
  return `**${words.title}**\n\n${words.intro}\n\n${list}\n\n${repairMarker(comment)}\n`;
}

/** Within a code span nothing of it is read as markup or as a mention. */
const plain = (text: string): string => `\`${text.replaceAll(/[^\w.:~-]/g, '?').slice(0, 100) || '?'}\``;

const utc = (timeMs: number): string =>
  new Date(timeMs)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
