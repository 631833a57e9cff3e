import { html } from 'hono/html'
import type { ExerciseSummary } from '#checker'
import type { Html } from '../../layout.ts'
import { lessonAddress } from '../markdown/addresses.ts'
import type { Heading } from '../markdown/reading.ts'
import { pointsOf, statusOf } from './progress.ts'

export interface ContentsOptions {
  readonly summaries: readonly ExerciseSummary[]
  /** The slug of the lesson that the page is, and its sections. */
  readonly current: string
  readonly sections: readonly Pick<Heading, 'text' | 'id'>[]
}

/** All lessons with what the learner has done of each, and the sections of the one that is read. */
export function contents({ summaries, current, sections }: ContentsOptions): Html {
  return html`<nav class="contents" aria-label="Lessons">
    <details open>
      <summary>Lessons</summary>
      <ol>
        ${summaries.map((summary) =>
          summary.exercise.slug === current
            ? html`<li class="current">
                ${entry(summary, html`aria-current="page"`)}
                <ul class="sections">
                  ${sections.map(({ text, id }) => html`<li><a href="#${id}">${text}</a></li>`)}
                </ul>
              </li>`
            : html`<li>${entry(summary, '')}</li>`,
        )}
      </ol>
    </details>
  </nav>`
}

function entry(summary: ExerciseSummary, mark: Html | ''): Html {
  const { sign, words } = statusOf(summary)
  const { slug, id, title } = summary.exercise
  const done = [words, pointsOf(summary)].filter((text) => text !== '').join(', ')
  return html`<a href="${lessonAddress(slug)}" ${mark}
    ><span class="status ${summary.status}" role="img" aria-label="${done}" title="${done}">${sign}</span>
    <span>${id.slice(0, 2)} ${title}</span></a
  >`
}
