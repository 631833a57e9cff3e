import { basename } from 'node:path'
import { html } from 'hono/html'
import type { Exercise, ExerciseResult, Finding, TestResult } from '#checker'
import type { Html } from '../layout.ts'
import { placeOf } from './places.ts'
import { said } from './said.ts'

/** A finding in full: what was seen and expected, the belief behind it, where to read, and the picture of it. */
export function findingBlock(
  test: TestResult & { readonly finding: Finding },
  result: ExerciseResult,
  exercise: Exercise,
): Html {
  const { saw, expected } = test.finding
  return html`<div class="finding">
    <dl>
      <dt>Saw</dt>
      <dd>${said(saw)}</dd>
      <dt>Expected</dt>
      <dd>${said(expected)}</dd>
    </dl>
    ${beliefBlock(test.finding)}
    <p class="pointers">${readLink(test, exercise)} ${pictureLink(test, result)}</p>
  </div>`
}

function beliefBlock({ belief, believed, because }: Finding): Html {
  if (belief === undefined) return html``
  return html`<p class="belief-label">The belief behind it</p>
    <p class="belief">“${said(believed ?? belief.replaceAll('-', ' '))}”</p>
    ${because === undefined ? '' : html`<p class="because">${said(because)}</p>`}`
}

function readLink({ finding, part }: TestResult & { readonly finding: Finding }, exercise: Exercise): Html {
  const place = placeOf(finding.lesson, exercise, part)
  if (!place) return html`<span>Read: <code>${finding.lesson}</code></span>`
  return html`<a href="${place.href}">Read: ${place.words}</a>`
}

/** Only of what looked at a scene, in a run whose folder is there, can be drawn what happened. */
function pictureLink({ name, part, finding, scene }: TestResult, { runFolder }: ExerciseResult): Html {
  if (runFolder === null || (scene ?? finding?.scene) === undefined) return html``
  const query = new URLSearchParams({ part: String(part), test: name })
  return html`<a href="/runs/${basename(runFolder)}/picture?${query.toString()}" target="_blank" rel="noopener"
    >See what happened <span class="unseen">(a picture, in a new tab)</span></a
  >`
}
