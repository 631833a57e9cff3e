import { html } from 'hono/html'
import type { Exercise } from '#checker'
import type { Html } from '../layout.ts'
import type { Site } from '../site.ts'

/** What a page that has the panel needs of `site/browser`. */
export const DESK = { styles: ['desk.css'], modules: ['desk.js'] } as const

/** Check, hints, solution and reset of an exercise, beside its task. */
export async function deskPanel(_site: Site, exercise: Exercise): Promise<Html> {
  return html`<section class="desk" aria-label="Your programs" data-exercise="${exercise.slug}"></section>`
}
