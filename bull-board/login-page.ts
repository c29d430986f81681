/** The pages of logging in and out: plain forms. */

import { html, type Html } from './html.ts';
import { renderPage } from './page.ts';

export interface LoginPage {
  /** Where to go after the log-in: a path of this board. */
  next: string;
  /** What the reader typed as user before. */
  user?: string;
  /** What went wrong with the attempt before. */
  problem?: string;
}

/** The log-in form. */
export function renderLoginPage({ next, user, problem }: LoginPage): string {
  const alert = problem === undefined ? undefined : html`<p class="alert" role="alert">${problem}</p>`;
  return renderPage(
    'Log in',
    html`<h1>Log in</h1>
      <p class="hint">With the board's user and password: as configured, or as printed when it started.</p>
      ${alert}
      <form method="post" action="/login">
        <input type="hidden" name="next" value="${next}" />
        <label for="user">User</label>
        <input
          id="user"
          name="user"
          value="${user}"
          autocomplete="username"
          autocapitalize="none"
          required
          ${focusIf(user === undefined)}
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          ${focusIf(user !== undefined)}
        />
        <button type="submit">Log in</button>
      </form>`,
  );
}

/** Asks before logging out, since a link must not change anything by itself. */
export function renderLogoutPage(): string {
  return renderPage(
    'Log out',
    html`<h1>Log out?</h1>
      <p class="hint">You will need the password to come back.</p>
      <form method="post" action="/logout"><button type="submit">Log out</button></form>
      <p class="hint"><a href="/queues">Back to the queues</a></p>`,
  );
}

const focusIf = (isWanted: boolean): Html | undefined => (isWanted ? html`autofocus` : undefined);
