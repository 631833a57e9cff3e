import type { Exercise } from '../../catalog/index.ts'
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
}

/** A key that shows something. */
export interface PaneKey {
  readonly key: string
  readonly what: string
  readonly show: (context: PaneContext) => Pane | Promise<Pane>
}

/** All keys with a pane, in the order of the footer. */
export const PANE_KEYS: readonly PaneKey[] = [{ key: 'l', what: 'list', show: listOfExercises }]

function listOfExercises({ exercises, exercise }: PaneContext): Pane {
  return {
    title: 'The exercises',
    lines: (style) => {
      const { bold, dim } = pensOf(style)
      const rows = exercises.flatMap((one) => {
        const name = `${one.id.slice(0, 2)}  ${one.title}`
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
