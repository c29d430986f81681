/** HTML by template: whatever is put into it is escaped, unless it is HTML by this template itself. */

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that may be sent to a browser as it is. Only {@link html} and {@link trustedHtml} make it. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** Builds HTML from a template; strings and numbers are escaped, `undefined` is left out. */
export function html(literals: TemplateStringsArray, ...values: (Html | string | number | undefined)[]): Html {
  return new Html(literals.reduce((text, literal, at) => text + written(values[at - 1]) + literal));
}

/** Marks text of our own files (a style sheet) as HTML. Never give it what came from outside. */
export const trustedHtml = (text: string): Html => new Html(text);

function written(value: Html | string | number | undefined): string {
  if (value instanceof Html) return value.toString();
  return value === undefined ? '' : String(value).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
