import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { html } from 'hono/html'
import { type Exercise, foldersOf } from '#checker'
import type { Html } from '../../layout.ts'
import { lessonAddress } from '../markdown/addresses.ts'
import { PREDICTIONS_ID, type Question, questionsOf } from './questions.ts'

export const PREDICTIONS_SECTION = { text: 'Predict, then look', id: 'predictions' } as const

/** The questions of an exercise; undefined where there are none. */
export function questionsFor(root: string, { id }: Pick<Exercise, 'id'>): Question[] | undefined {
  if (id !== PREDICTIONS_ID) return undefined
  const { exercise, solution } = foldersOf(root, id)
  const [task, code] = [join(exercise, 'README.md'), join(solution, 'predictions.ts')]
  return questionsOf(readFileSync(task, 'utf8'), readFileSync(code, 'utf8'))
}

/** The questions as a section of the lesson, each to be answered there; undefined for other lessons. */
export function predictionsOf(root: string, exercise: Exercise): Html | undefined {
  const questions = questionsFor(root, exercise)
  if (questions === undefined) return undefined
  return html`<section class="predictions" aria-labelledby="${PREDICTIONS_SECTION.id}">
    <h2 id="${PREDICTIONS_SECTION.id}">${PREDICTIONS_SECTION.text}</h2>
    <p>
      The questions of part 2 of the task, to be answered here. Guess boldly: a wrong prediction is the quickest way to
      learn. The checker asks your functions with other numbers, and makes the experiments.
    </p>
    <ol>
      ${questions.map((question) => html`<li>${questionForm(exercise, question)}</li>`)}
    </ol>
  </section>`
}

function questionForm({ slug }: Exercise, { name, text, choices }: Question): Html {
  const action = `${lessonAddress(slug)}/predictions/${name}`
  const field =
    choices.length === 0
      ? html`<label>Your answer <input name="answer" type="number" inputmode="numeric" required /></label>`
      : choices.map(
          ({ value, note }) =>
            html`<label
              ><input type="radio" name="answer" value="${value}" required />
              ${value}${note === '' ? '' : `: ${note}`}</label
            >`,
        )
  return html`<form class="prediction" action="${action}">
    <fieldset>
      <legend>${text}</legend>
      ${field}
    </fieldset>
    <button>Look</button>
    <div class="verdict" role="status"></div>
  </form>`
}
