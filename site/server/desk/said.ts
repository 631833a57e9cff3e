import { html } from 'hono/html'
import { visible } from '#checker'
import type { Html } from '../layout.ts'

/** A text of a result as HTML: escaped, what no reader could see made visible, and what stands in backticks as code. */
export function said(text: string): Html {
  const pieces = visible(text).split(/`([^`\n]+)`/)
  return html`${pieces.map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : piece))}`
}
