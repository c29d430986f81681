/** Answers with a problem: a page for people, JSON for programs. */

import type { Request, Response } from 'express';
import { html } from './html.ts';
import { renderPage } from './page.ts';

export interface Problem {
  status: number;
  /** What is wrong, in a few words. */
  title: string;
  /** What to do about it. */
  detail: string;
}

/** Sends the problem in the form that the client asked for; nothing of the fault's inside goes out. */
export function sendProblem(request: Request, response: Response, { status, title, detail }: Problem): void {
  response.status(status);
  // "json" first: a client that takes anything, such as curl, is a program.
  if (request.accepts(['json', 'html']) === 'html') {
    const content = html`<h1>${title}</h1>
      <p class="hint">${detail}</p>`;
    response.send(renderPage(title, content));
  } else {
    response.json({ error: title, message: detail });
  }
}
