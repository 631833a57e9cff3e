import { html } from 'hono/html'
import type { Html } from '../../layout.ts'

export interface Shell {
  readonly title: string
  readonly styles: readonly string[]
  readonly modules: readonly string[]
  readonly body: Html
}

/** A page that fills its window: without the header and the navigation of the others. */
export function shell({ title, styles, modules, body }: Shell): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Kafka workshop</title>
        ${['base.css', ...styles].map((name) => html`<link rel="stylesheet" href="/assets/${name}" />`)}
        ${modules.map((name) => html`<script type="module" src="/assets/${name}"></script>`)}
      </head>
      ${body}
    </html>`
}
