import { catalog } from '../../catalog/index.ts'
import { Grader } from '../../grading/grader.ts'
import type { BenchOptions } from '../bench.ts'
import { checkSolution } from './commands.ts'
import { type Figure, figure, repeated, timed } from './figures.ts'

/** The whole command, npm included, against a broker that is up. */
export async function checkOnce(root: string, bootstrap: string, runs: number): Promise<Figure> {
  const check = () => checkSolution(root, bootstrap)
  await check()
  return figure('npm run check 03, broker up', await repeated(runs, check), { bound: 2_500, aim: 1_500 })
}

/** The second and later gradings of one process. */
export async function checkTwice({ root, bundle, say, runs }: BenchOptions, bootstrap: string): Promise<Figure> {
  await using grader = Grader.create({ root, bundle, say, env: { ...process.env, WORKSHOP_BROKER: bootstrap } })
  const exercise = catalog(root).find('03')
  const grade = () =>
    timed(async () => {
      const { status } = await grader.grade({ exercise, source: { kind: 'solution' } })
      if (status !== 'passed') throw new Error(`the solution is ${status}`)
    })
  await grade()
  return figure('second check in one process', await repeated(runs, grade), { bound: 1_200, aim: 700 })
}
