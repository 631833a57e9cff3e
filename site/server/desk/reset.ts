import { html } from 'hono/html'
import {
  type Exercise,
  type ExerciseDefinition,
  type ResetPlan,
  UsageError,
  chosenPrograms,
  definitionOf,
  partsText,
  performReset,
  planReset,
  shownFrom,
} from '#checker'
import type { Html } from '../layout.ts'
import type { Site } from '../site.ts'
import { said } from './said.ts'

type Planned = ResetPlan['resets'][number]

const NOW: Readonly<Record<Planned['now'], string>> = {
  file: '',
  link: ', a link: what it leads to is left alone',
  nothing: ', which is not there now',
}

/** What a reset of an exercise would replace, and a form that asks for it. Nothing is changed yet. */
export async function resetQuestion({ root, bundle }: Site, exercise: Exercise): Promise<Html> {
  const definition = await definitionOf(bundle, exercise)
  const plan = planReset(root, exercise, chosenPrograms(exercise, definition, {}))
  const untouched = plan.untouched.map(
    (name) => html`<p><code>exercises/${exercise.id}/${name}</code> is its stub already.</p>`,
  )
  return html`<h2 id="desk-dialog-title">Begin anew?</h2>
    ${untouched} ${plan.resets.length === 0 ? html`<p>There is nothing to replace.</p>` : resetForm(plan, definition)}`
}

/**
 * Puts the stubs of these programs in the place of the learner's, and says where theirs are kept.
 *
 * @throws UsageError for names of none, and as `planReset` and `performReset` do
 */
export async function resetAnswer({ root, bundle }: Site, exercise: Exercise, names: readonly string[]): Promise<Html> {
  const definition = await definitionOf(bundle, exercise)
  if (names.length === 0)
    throw new UsageError('No program was chosen, and nothing was changed.', {
      code: 'nothing-chosen',
      fix: 'Choose at least one.',
    })
  const chosen = [...new Set(names.flatMap((program) => chosenPrograms(exercise, definition, { program })))]
  const plan = planReset(root, exercise, chosen)
  const { backup } = performReset(root, plan)
  const kept =
    backup === undefined ? '' : html`<p>What was there is kept in <code>${shownFrom(root, backup)}</code></p>`
  return html`<h2 id="desk-dialog-title">${plan.resets.length === 1 ? 'The stub is' : 'The stubs are'} back</h2>
    ${plan.untouched.map((name) => html`<p><code>exercises/${exercise.id}/${name}</code> was its stub already.</p>`)}
    ${plan.resets.map((one) => html`<p><code>exercises/${exercise.id}/${one.name}</code> is the stub again.</p>`)}
    ${kept}`
}

function resetForm({ exercise, resets }: ResetPlan, { programs }: ExerciseDefinition): Html {
  return html`<form data-do="reset">
    <fieldset>
      <legend>
        ${resets.length === 1 ? 'This program is replaced by its stub' : 'These programs are replaced by their stubs'}.
        A copy of yours is kept.
      </legend>
      ${resets.map(
        ({ name, now }) =>
          html`<label
            ><input type="checkbox" name="program" value="${name}" checked />
            <code>exercises/${exercise.id}/${name}</code> (${said(partsText(programs[name] ?? []))}${NOW[now]})</label
          >`,
      )}
    </fieldset>
    <button type="submit" class="danger">Replace</button>
  </form>`
}
