import { html, raw } from 'hono/html'
import type { Html } from '../../layout.ts'
import { tooltipId } from '../markdown/links.ts'
import type { Glossary } from './glossary.ts'

/** What the links of a page to the glossary are described by. Hidden, until `reading.js` shows one of them beside its link. */
export function tooltips({ terms }: Glossary, linked: readonly string[]): Html {
  const known = linked.flatMap((anchor) => terms.get(anchor) ?? [])
  return html`<div class="tooltips">
    ${known.map(
      ({ anchor, explanation }) =>
        html`<div class="tooltip" role="tooltip" id="${tooltipId(anchor)}" hidden>${raw(explanation)}</div>`,
    )}
  </div>`
}
