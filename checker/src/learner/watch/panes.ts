import type { Exercise } from '../../catalog/index.ts'
import { loadProgress } from '../progress/store.ts'
import { summarise } from '../progress/summary.ts'
import type { ExerciseResult } from '../../report/index.ts'
import { type Style, pensOf } from '../../report/style.ts'
import { lines } from '../../report/text.ts'

/** What stands in the place of the result until it is closed. */
export interface Pane {
  readonly title: string
  /** Its lines for a style, none wider; all that learners wrote is made visible in them. */
  readonly lines: (style: Style) => readonly string[]
}

export interface PaneContext {
  readonly root: string
  readonly exercise: Exercise
  /** What is known of the exercise so far. */
  readonly result: ExerciseResult | undefined
  readonly exercises: readonly Exercise[]
  /** How often the key was pressed in a row: 1, and more while its pane is open. */
  readonly times: number
  /** Tells a line about what went on meanwhile, above the pane. */
  readonly say: (line: string) => void
}

/** A key that shows something. */
export interface PaneKey {
  readonly key: string
  readonly what: string
  readonly show: (context: PaneContext) => Pane | Promise<Pane>
}

/** The exercises, with what has been passed of them. */
export const LIST: PaneKey = { key: 'l', what: 'list', show: listOfExercises }

function listOfExercises({ root, exercises, exercise }: PaneContext): Pane {
  const summaries = summarise(exercises, loadProgress(root).progress)
  return {
    title: 'The exercises',
    lines: (style) => {
      const { bold, dim, green, yellow, sign } = pensOf(style)
      const signs = {
        passed: green(sign.passed),
        'under-way': yellow(sign.skipped),
        'not-started': dim(sign.notStarted),
      }
      const rows = summaries.flatMap(({ exercise: one, status }) => {
        const name = `${signs[status]} ${one.id.slice(0, 2)}  ${one.title}`
        return lines(one.id === exercise.id ? bold(`> ${name}`) : `  ${name}`, style.width)
      })
      return [...rows, '', ...lines(dim('n and p go to the next and the previous one.'), style.width)]
    },
  }
}

/** A pane of a text. */
export function textPane(title: string, text: string): Pane {
  return { title, lines: (style) => lines(text, style.width) }
}
