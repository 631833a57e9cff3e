import { resolve } from 'node:path'
import { readHints } from '../catalog/index.ts'
import { chooseHint } from '../learner/hints.ts'
import { partsText } from '../learner/programs.ts'
import { keepHint } from '../learner/progress/keep.ts'
import { loadProgress } from '../learner/progress/store.ts'
import { openSolutions } from '../learner/solution.ts'
import { LIST, type Pane, type PaneContext, type PaneKey, textPane } from '../learner/watch/panes.ts'
import type { Bundle } from '../grading/bundle.ts'
import { isWorkshopError } from '../errors/index.ts'
import { lines } from '../report/text.ts'
import { renderHints } from './hint.ts'
import { renderDiff } from './render-solution.ts'

/** The keys of watch that show something, in the order of its last row. */
export function paneKeys(bundle: Bundle): readonly PaneKey[] {
  return [
    { key: 'h', what: 'hint', show: hint },
    { key: 'e', what: 'explain', show: explain },
    { key: 's', what: 'solution', show: (pane) => solution(pane, bundle) },
    LIST,
  ]
}

/** The hints that were shown already, or the first; the key once more brings the next. */
async function hint({ root, exercise, times, say }: PaneContext): Promise<Pane> {
  const choice = chooseHint(exercise, readHints(root, exercise.id), loadProgress(root).progress)
  if (!choice) return textPane('Hint', 'All parts are passed: there is nothing left to hint at.')
  const { seen, next } = choice
  const isNext = next !== undefined && (times > 1 || seen.length === 0)
  const shown = isNext ? [...seen, next] : seen
  if (isNext) await keepHint(exercise, next, { root, say })
  const isLast = next === undefined || (isNext && next.list.startsWith('part:') && next.number === next.of)
  const more = isLast ? 'That is the last hint. s shows the solution.' : 'h shows the next one.'
  return {
    title: 'Hint',
    lines: (style) => [...renderHints(exercise, choice, shown, root, style), '', ...lines(` ${more}`, style.width)],
  }
}

/** What happened in the run that the screen tells of, as it was graded: to look for a smaller one would keep the next save waiting. */
async function explain({ root, result }: PaneContext): Promise<Pane> {
  if (result?.runFolder === undefined || result.runFolder === null)
    return textPane('Explain', 'Nothing was graded yet.')
  const { explainRun } = await import('../learner/explain/explain.ts')
  const { renderExplanation } = await import('../learner/explain/text.ts')
  try {
    const explanation = explainRun(resolve(root, result.runFolder))
    return { title: 'Explain', lines: (style) => renderExplanation(explanation, style).split('\n') }
  } catch (error) {
    if (!isWorkshopError(error)) throw error
    return textPane('Explain', error.message)
  }
}

/** The solutions that are open; the key once more opens the others, which progress remembers. */
async function solution({ root, exercise, times, say }: PaneContext, bundle: Bundle): Promise<Pane> {
  const { open, closed } = await openSolutions(exercise, { anyway: times > 1 }, { root, bundle, say })
  const closedTexts = closed.map(
    ({ name, left }) =>
      ` The solution of ${name} opens when ${partsText(left)} ${left.length === 1 ? 'is' : 'are'} passed. h helps on; s opens it now, and your progress remembers it.`,
  )
  return {
    title: 'Solution',
    lines: (style) => [
      ...closedTexts.flatMap((text) => [...lines(text, style.width), '']),
      ...open.flatMap((one) => renderDiff(exercise.id, one, style).split('\n')),
    ],
  }
}
