import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { catalog } from '../../catalog/index.ts'
import { Grader } from '../../grading/grader.ts'
import type { BenchOptions } from '../bench.ts'
import { type Figure, figure, repeated, timed } from './figures.ts'

/** The whole command, npm included, against a broker that is up. */
export async function checkOnce(root: string, bootstrap: string, runs: number): Promise<Figure> {
  // Node reads all certificates where this is set: 130 ms of CPU a start that are the machine's, not ours.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
  const check = () =>
    timed(async () => {
      const child = spawn('npm', ['run', '-s', 'check', '03', '--', '--solution'], {
        cwd: root,
        env: { ...env, WORKSHOP_BROKER: bootstrap },
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      const [code] = (await once(child, 'exit')) as [number | null]
      if (code !== 0) throw new Error(`the check of the solution ended with ${code}`)
    })
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
