/** The frame of Mirin's own pages: one self-contained document that works without scripts and without other hosts. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { html, trustedHtml, type Html } from './html.ts';

/** Read once at start and put into each page: a file of its own would have to be served without log-in. */
const STYLE = trustedHtml(readFileSync(path.join(import.meta.dirname, 'page.css'), 'utf8'));

/** Renders a whole page around `content`. */
export function renderPage(title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${title} · Mirin</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          <p class="brand">Mirin</p>
          ${content}
        </main>
      </body>
    </html> `.toString();
}
