import { html } from 'hono/html'
import { isWorkshopError } from '#checker'
import type { Html } from '../layout.ts'
import type { Site } from '../site.ts'
import { said } from './said.ts'

/** EX_SOFTWARE of sysexits.h: the workshop itself is at fault. */
const BUG = 70

/** What went wrong, for a place in a page, and what can be done about it. Of a bug of ours the terminal says more. */
export function troubleBlock(error: unknown, { say }: Pick<Site, 'say'>): Html {
  if (isWorkshopError(error) && error.exitCode !== BUG)
    return html`<div class="trouble" role="alert">
      <p>${said(error.message)}</p>
      <p>${said(error.fix)}</p>
    </div>`
  say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return html`<div class="trouble" role="alert">
    <p>This is a bug in the workshop, not in your programs.</p>
    <p>The terminal in which it runs says more. Please send that text to the keepers of the workshop.</p>
  </div>`
}

/** The status of an answer that says so: 400 for a request that cannot be, 500 for all else. */
export function statusOf(error: unknown): 400 | 500 {
  return isWorkshopError(error) && error.exitCode === 2 ? 400 : 500
}
