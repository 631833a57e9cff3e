import { html } from 'hono/html'
import type { Html } from '../layout.ts'
import type { Site } from '../site.ts'

/** What a page that has the widget needs of `site/browser`. */
export const LIVE = { styles: ['live.css'], modules: ['live.js'] } as const

/** The broker's topics and groups as they are, for the live page and for slides. */
export async function liveWidget(_site: Site): Promise<Html> {
  return html`<section class="live" aria-label="Live"></section>`
}
