import { html } from 'hono/html'
import {
  type Exercise,
  type Hint,
  type HintChoice,
  chooseHint,
  keepHint,
  loadProgress,
  partName,
  readBelief,
  readHints,
  unreadableText,
} from '#checker'
import type { Html } from '../layout.ts'
import { markdownToHtml } from '../reading/markdown.ts'
import type { Site } from '../site.ts'
import { notesBlock } from './notes.ts'
import { placeOf } from './places.ts'
import { said } from './said.ts'

/** The hints that were seen for a part, and a button for the next; without a part it is the one that the last check says. */
export async function hintsBlock(
  site: Site,
  exercise: Exercise,
  part?: number,
  notes: readonly string[] = [],
): Promise<Html> {
  const { progress, unreadable } = loadProgress(site.root)
  const choice = chooseHint(exercise, readHints(site.root, exercise.id), progress, part)
  const seen = await Promise.all((choice?.seen ?? []).map((hint) => hintItem(site, exercise, hint)))
  return html`<div class="hints-of" data-part="${choice?.part ?? ''}">
    ${notesBlock([...unreadable.map(unreadableText), ...notes])} ${partChoice(exercise, choice?.part)}
    ${
      seen.length === 0
        ? ''
        : html`<ol class="seen">
            ${seen}
          </ol>`
    }
    ${choice ? nextHint(exercise, choice) : allPassed()}
  </div>`
}

/** Shows the next hint, and remembers that it was seen. */
export async function nextHintBlock(site: Site, exercise: Exercise, part: number | undefined): Promise<Html> {
  const { root } = site
  const choice = chooseHint(exercise, readHints(root, exercise.id), loadProgress(root).progress, part)
  const notes: string[] = []
  if (choice?.next) await keepHint(exercise, choice.next, { root, say: (line) => notes.push(line) })
  return hintsBlock(site, exercise, choice?.part, notes)
}

function partChoice({ parts }: Exercise, chosen: number | undefined): Html {
  const none = chosen === undefined ? html`<option value="" selected>a part …</option>` : ''
  return html`<label>
    For
    <select name="part">
      ${none}
      ${parts.map((part) => html`<option value="${part.number}" ${part.number === chosen ? html`selected` : ''}>${said(partName(part))}</option>`)}
    </select>
  </label>`
}

async function hintItem(site: Site, { id }: Exercise, { text, number, of, belief }: Hint): Promise<Html> {
  const about = belief === undefined ? '' : html`<p class="belief">“${said(readBelief(site.root, belief).title)}”</p>`
  const body = await markdownToHtml(site, text, { from: `checker/hidden/${id}/hints.md` })
  return html`<li tabindex="-1">
    ${about}
    <p class="which">Hint ${number} of ${of}</p>
    ${body}
  </li>`
}

function nextHint(exercise: Exercise, { next, seen, lesson, part }: HintChoice): Html {
  if (next)
    return html`<button type="button" data-do="next-hint">
      ${seen.length === 0 ? 'Show a hint' : 'Show the next hint'}
    </button>`
  const place = placeOf(lesson ?? `lessons/${exercise.id}/lesson.md`, exercise, part)
  return html`<p>
    That was the last hint.
    ${place ? html`Read on: <a href="${place.href}">${place.words}</a>, or look at the solution.` : ''}
  </p>`
}

function allPassed(): Html {
  return html`<p>All parts are passed. For a hint all the same, choose a part.</p>`
}
