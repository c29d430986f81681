/** Where to go after a log-in: the page first asked for, if it is one of this board. */

const HOME = '/queues';
const HERE = 'http://board.invalid';

/** A path of this board. Anything that would lead to another host (`//host`, `/\host`, a whole URL) becomes home. */
export function returnPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || !URL.canParse(wanted, HERE)) return HOME;
  const url = new URL(wanted, HERE);
  const path = `${url.pathname}${url.search}`;
  return url.origin === HERE && !path.startsWith('//') ? path : HOME;
}
