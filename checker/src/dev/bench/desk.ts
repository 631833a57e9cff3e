import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyCheckout } from '../checkout.ts'
import { ENVIRONMENT, run } from './commands.ts'
import { type Figure, figure, repeated, timed } from './figures.ts'

/** Whoever waits longer for a hint looks elsewhere. */
const BOUND_MS = 500

const COMMANDS = [['hint', '04'], ['progress'], ['solution', '04', '--', '--anyway']]

/** What helps at the desk, npm included, in a checkout of its own: they write down what was shown. */
export async function desk(root: string, runs: number): Promise<Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'workshop-bench-desk-'))
  try {
    copyCheckout(root, dir)
    // The first makes the bundle.
    await run('npm', ['run', '-s', 'hint', '04'], dir, ENVIRONMENT)
    const figures: Figure[] = []
    for (const words of COMMANDS) {
      const act = () => timed(() => run('npm', ['run', '-s', ...words], dir, ENVIRONMENT))
      figures.push(figure(`npm run ${words[0]}`, await repeated(runs, act), { bound: BOUND_MS }))
    }
    return figures
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
