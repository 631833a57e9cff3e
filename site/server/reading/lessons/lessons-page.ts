import { html } from 'hono/html'
import { slug } from 'github-slugger'
import { type Exercise, type ExerciseSummary, type NextStep, catalog, nextStep, partName } from '#checker'
import { type Html, page } from '../../layout.ts'
import { TASK_ID_PREFIX, lessonAddress } from '../markdown/addresses.ts'
import { aboutOf } from './about.ts'
import { pointsOf, progressOf, statusOf } from './progress.ts'

/** All lessons, what each is about, what the learner has done of it, and where to go next. */
export async function lessonsPage(root: string): Promise<Html> {
  const { exercises } = catalog(root)
  const { summaries, unreadable } = progressOf(root, exercises)
  const lessons = await Promise.all(summaries.map(async (summary) => lessonEntry(root, summary)))
  return page({
    title: 'Lessons',
    under: '/',
    styles: ['text.css', 'reading.css'],
    body: html`<div class="lessons">
      <h1>Kafka workshop</h1>
      <p>
        Read a lesson, write its programs in your editor, and have them checked here or in a terminal: the checker runs
        them against a real Kafka, and says what it saw.
      </p>
      ${unreadable.map(
        ({ path, why }) =>
          html`<p class="broken">Your progress in ${path} isn't shown: ${why}. Nothing of it was changed.</p>`,
      )}
      ${nextOf(nextStep(summaries), summaries)}
      <ol>
        ${lessons}
      </ol>
    </div>`,
  })
}

async function lessonEntry(root: string, summary: ExerciseSummary): Promise<Html> {
  const { exercise } = summary
  const { sign, words } = statusOf(summary)
  const points = pointsOf(summary)
  return html`<li>
    <h2><a href="${lessonAddress(exercise.slug)}">${exercise.id.slice(0, 2)} ${exercise.title}</a></h2>
    <p class="done">
      <span class="status ${summary.status}" aria-hidden="true">${sign}</span>
      ${words}${points === '' ? '' : `, ${points}`}
    </p>
    <p>${await aboutOf(root, exercise)}</p>
    <ul class="parts">
      ${summary.parts.map(({ part, title, bonus, status }) => {
        const done = status === 'passed' ? 'passed' : status === 'failed' ? 'under-way' : 'not-started'
        const told = statusOf({ status: done })
        return html`<li>
          <span class="status ${done}" role="img" aria-label="${told.words}:">${told.sign}</span>
          <a href="${partAddress(exercise, part)}">${partName({ number: part, title, bonus })}</a>
        </li>`
      })}
    </ul>
  </li>`
}

function nextOf(next: NextStep, summaries: readonly ExerciseSummary[]): Html {
  if (next.kind === 'done')
    return html`<p class="next">${summaries.length > 0 ? 'All exercises are passed.' : 'There are no lessons yet.'}</p>`
  const { exercise } = next
  const isNew = next.kind === 'exercise'
  const address = isNew ? lessonAddress(exercise.slug) : partAddress(exercise, next.part.part)
  return html`<p class="next">
    <span>${summaries.every(({ lastAt }) => lastAt === null) ? 'Begin here:' : 'Go on here:'}</span>
    <a href="${address}"
      >${exercise.id.slice(0, 2)} ${exercise.title}${isNew ? '' : `, part ${next.part.part}: ${next.part.title}`}</a
    >
  </p>`
}

function partAddress(exercise: Exercise, number: number): string {
  const part = exercise.parts.find((one) => one.number === number)
  const anchor = part === undefined ? '' : slug(partName(part))
  return `${lessonAddress(exercise.slug)}#${TASK_ID_PREFIX}${anchor}`
}
