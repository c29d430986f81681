/** Judges whether a comment is somebody's word to Mirin's workers, by who wrote it and how. */

import type { RecentComment } from '../github/recent-comments.ts';

/** Whose comments are left. */
export interface CommentAuthors {
  /** The login of the token's own account, where its comments are no work; undefined where it is not known. */
  ownLogin: string | undefined;
  ignored: readonly string[];
}

/** Hidden in each of Mirin's own comments; handlers may put it into theirs. */
const MARKER = /<!--\s*mirin\b/i;

/** In one word why it is no work; undefined: it is. */
export function commentFault(comment: RecentComment, { ownLogin, ignored }: CommentAuthors): string | undefined {
  const author = comment.author.toLowerCase();
  if (MARKER.test(comment.body)) return 'marked';
  if (comment.isByBot) return 'bot';
  if (author === ownLogin?.toLowerCase()) return 'own';
  return ignored.some((login) => login.toLowerCase() === author) ? 'ignored-author' : undefined;
}
