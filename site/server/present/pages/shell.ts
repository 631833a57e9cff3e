import { html } from 'hono/html'
import { type Head, head } from '../../head.ts'
import type { Html } from '../../layout.ts'

export interface Shell extends Head {
  readonly body: Html
}

/** A page that fills its window: without the header and the navigation of the others. */
export function shell({ body, ...of }: Shell): Html {
  return html`<!doctype html>
    <html lang="en">
      ${head(of)} ${body}
    </html>`
}
