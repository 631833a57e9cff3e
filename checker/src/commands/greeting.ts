import { type Exercise, catalog } from '../catalog/index.ts'
import { type Bundle, definitionOf } from '../grading/bundle.ts'
import { isUntouched } from '../learner/programs.ts'
import { loadProgress } from '../learner/progress/store.ts'
import { type Style, pensOf } from '../report/style.ts'
import { hanging } from '../report/text.ts'

/** The exercise to begin with, where nothing has ever been done here: no stub was changed, and nothing was graded. */
export async function firstExercise(root: string, bundle: Bundle): Promise<Exercise | undefined> {
  const { progress, unreadable } = loadProgress(root)
  if (unreadable.length > 0 || Object.keys(progress.exercises).length > 0) return undefined
  const { exercises } = catalog(root)
  for (const exercise of exercises) {
    if (!isUntouched(root, exercise, await definitionOf(bundle, exercise))) return undefined
  }
  return exercises[0]
}

/** What who checks for the first time has to know. `program`: the first of the exercise. */
export function renderGreeting({ id }: Exercise, program: string, style: Style): string {
  const { bold, cyan } = pensOf(style)
  const number = id.slice(0, 2)
  const steps: [string, string][] = [
    ['Read the lesson', `lessons/${id}/lesson.md`],
    ['Read the task', `exercises/${id}/README.md`],
    ['Write a program', `exercises/${id}/${program}`],
    ['Let it be checked', `npm run check ${number}`],
    ['Get a hint', 'npm run hint'],
  ]
  const lines = [
    ...hanging(' ', bold('Welcome to the Kafka workshop.'), style.width),
    ...hanging(' ', 'Nothing is started yet. This is how it goes, lesson by lesson:', style.width),
    '',
    ...steps.map(([what, where], index) => ` ${index + 1}. ${what.padEnd(18)} ${cyan(where)}`),
    '',
    ...hanging(' ', `Begin with lesson ${number}. What you have done is shown by: npm run progress`, style.width),
  ]
  return `\n${lines.join('\n')}\n\n`
}
