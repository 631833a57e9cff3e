import { html } from 'hono/html'
import type { Html } from '../layout.ts'
import { said } from './said.ts'

/** Lines about what went wrong beside what was asked for. */
export function notesBlock(notes: readonly string[]): Html {
  return html`${notes.map((note) => html`<p class="note">${said(note)}</p>`)}`
}
