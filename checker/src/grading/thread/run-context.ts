import { CheckerBug } from '../../errors/index.ts'
import type { GradingContext } from '../context.ts'

let current: GradingContext | undefined

/** For the thread of hidden tests alone: what it runs from now on belongs to this run. */
export function enterRun(context: GradingContext): void {
  current = context
}

/** What the Grader tells the hidden tests of the run that goes on. Throws CheckerBug where there is none. */
export function runContext(): GradingContext {
  if (current) return current
  throw new CheckerBug('A hidden test was loaded outside of a grading.', {
    code: 'no-run',
    fix: 'Hidden tests need a broker and programs. Run them with: npm run check <exercise> -- --tests <file>',
  })
}
