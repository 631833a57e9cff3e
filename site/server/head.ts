import { html } from 'hono/html'
import type { Html } from './layout.ts'

export interface Head {
  /** Of the browser's tab; the workshop's name is added. */
  readonly title: string
  /** Styles and modules in `site/browser`, in their order, besides `base.css`. */
  readonly styles: readonly string[]
  readonly modules: readonly string[]
}

/** What every page of the site begins with, whatever frame it has. */
export function head({ title, styles, modules }: Head): Html {
  return html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="/assets/icon.svg" />
    <title>${title} · Kafka workshop</title>
    ${['base.css', ...styles].map((name) => html`<link rel="stylesheet" href="/assets/${name}" />`)}
    ${modules.map((name) => html`<script type="module" src="/assets/${name}"></script>`)}
  </head>`
}
