import { createInterface } from 'node:readline/promises'
import { catalog } from '../catalog/index.ts'
import { UsageError } from '../errors/index.ts'
import { definitionOf } from '../grading/bundle.ts'
import { chosenPrograms, partsText } from '../learner/programs.ts'
import { type ResetPlan, performReset, planReset } from '../learner/reset.ts'
import { visible } from '../report/visible.ts'
import { shownFrom } from '../runner/index.ts'
import type { CommandContext } from './context.ts'

export interface ResetOptions {
  readonly part?: number
  readonly program?: string
  readonly yes?: boolean
}

/** Gives programs their stubs again, after a backup, if that is wanted; gives back the exit code. */
export async function resetCommand(word: string, options: ResetOptions, context: CommandContext): Promise<number> {
  const { root, bundle, signal } = context
  const print = (line: string) => process.stdout.write(`${visible(line)}\n`)
  const exercise = catalog(root).find(word)
  const definition = await definitionOf(bundle, exercise)
  const plan = planReset(root, exercise, chosenPrograms(exercise, definition, options))
  for (const name of plan.untouched) print(`exercises/${exercise.id}/${name} is its stub already.`)
  if (plan.resets.length === 0) return 0
  for (const { name } of plan.resets)
    print(`exercises/${exercise.id}/${name}: ${partsText(definition.programs[name] ?? [])}`)
  if (!options.yes && !(await isWanted(plan, signal))) {
    print('Nothing was changed.')
    return 1
  }
  const { backup } = performReset(root, plan)
  for (const { name, now } of plan.resets) {
    const link = now === 'link' ? ' It was a link; what it led to is as it was.' : ''
    print(`exercises/${exercise.id}/${name} is the stub again.${link}`)
  }
  if (backup !== undefined) print(`What was there is kept in ${shownFrom(root, backup)}`)
  return 0
}

/** Asks on a terminal; without one nobody can answer. */
async function isWanted({ exercise, resets }: ResetPlan, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError('There is no terminal to ask on, and nothing was changed.', {
      code: 'nobody-to-ask',
      fix: `If ${resets.length === 1 ? 'it' : 'they'} may be replaced: npm run reset ${exercise.id.slice(0, 2)} -- --yes`,
    })
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const question = `Put the ${resets.length === 1 ? 'stub' : 'stubs'} in place of that? A copy of yours is kept. [y/N] `
    // Ctrl-C and Ctrl-D close it without an answer.
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
    const answer = await Promise.race([closed, terminal.question(question, { signal }).catch(() => '')])
    return /^y(?:es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
