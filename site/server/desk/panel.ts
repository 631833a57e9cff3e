import { html } from 'hono/html'
import { type Exercise, definitionOf, partName, partsText } from '#checker'
import type { Html } from '../layout.ts'
import type { Site } from '../site.ts'
import { checksOf } from './checks.ts'
import { hintsBlock } from './hints.ts'
import { said } from './said.ts'

/** What a page that has the panel needs of `site/browser`. */
export const DESK = { styles: ['desk.css'], modules: ['desk.js'] } as const

/** Check, hints, solution and reset of an exercise, beside its task. What its last check came to is shown again. */
export async function deskPanel(site: Site, exercise: Exercise): Promise<Html> {
  const { programs } = await definitionOf(site.bundle, exercise)
  const last = checksOf(site).lastOf(exercise)
  return html`<section
    class="desk"
    aria-labelledby="desk-title"
    data-exercise="${exercise.slug}"
    data-check="${last?.id ?? ''}"
  >
    <h2 id="desk-title">Your programs</h2>
    <ul class="programs">
      ${Object.entries(programs).map(
        ([name, parts]) => html`<li><code>exercises/${exercise.id}/${name}</code> ${said(partsText(parts))}</li>`,
      )}
    </ul>
    ${checkButtons(exercise)}
    <p class="check-state" role="status"></p>
    <div class="check-result"></div>
    <section class="hints" aria-labelledby="desk-hints-title">
      <h3 id="desk-hints-title">Hints</h3>
      <div class="hints-place">${await hintsBlock(site, exercise)}</div>
    </section>
    <p class="more">
      <button type="button" data-do="open-solution">Compare with the solution</button>
      <button type="button" data-do="open-reset">Begin anew</button>
    </p>
    <dialog class="desk-dialog" aria-labelledby="desk-dialog-title">
      <form method="dialog"><button autofocus>Close</button></form>
      <div class="dialog-place"></div>
    </dialog>
  </section>`
}

function checkButtons({ parts }: Exercise): Html {
  const single = parts.map(
    (part) =>
      html`<button type="button" data-do="check" data-part="${part.number}" title="${partName(part)}">
        Part ${part.number}
      </button>`,
  )
  return html`<div class="checks" role="group" aria-label="Check your programs">
    <button type="button" class="primary" data-do="check" data-part="">
      Check${parts.length === 1 ? '' : ' all parts'}
    </button>
    ${parts.length === 1 ? '' : single}
  </div>`
}
