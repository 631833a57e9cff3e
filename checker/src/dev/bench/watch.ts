import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyCheckout } from '../checkout.ts'
import { ENVIRONMENT } from './commands.ts'
import { type Figure, figure } from './figures.ts'
import { Watching } from './watching.ts'

/** The first gradings load what the later ones find loaded. */
const WARM_UP_SAVES = 5

/** Long enough for what goes on once a second. */
const IDLE_MS = 10_000
/** Before it the other parts are graded, what rests after three seconds does so, and V8 collects once more ten seconds later. */
const RESTS_AFTER_MS = 25_000

/** `npm run watch 03` on a terminal: from a save to the verdict on its first part, and what it takes while nobody saves. */
export async function watch(root: string, bootstrap: string, runs: number): Promise<Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'workshop-bench-watch-'))
  try {
    copyCheckout(root, dir)
    await using watching = Watching.start(dir, { ...ENVIRONMENT, WORKSHOP_BROKER: bootstrap })
    await watching.until(/Not started yet/)
    const saves = await savesOf(watching, dir, WARM_UP_SAVES + runs)
    const { corePercent, residentMb } = await watching.atRest(RESTS_AFTER_MS, IDLE_MS)
    return [
      figure('watch 03: from a save to its verdict', saves.slice(WARM_UP_SAVES), { bound: 600, aim: 350 }),
      figure('watch at rest: of a core', [corePercent], { bound: 1, unit: '%' }),
      figure('watch at rest: memory', [residentMb], { bound: 150, unit: 'MB' }),
    ]
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Saves the solution and a program without its key in turn, so that each verdict differs from the one before; milliseconds of each. */
async function savesOf(watching: Watching, dir: string, count: number): Promise<number[]> {
  const file = join(dir, 'exercises/03-simple-practice/producer.ts')
  const right = readFileSync(join(dir, 'solutions/03-simple-practice/producer.ts'), 'utf8')
  const wrong = right.replace('    key: purchase.shop,\n', '')
  const values: number[] = []
  for (let save = 0; save < count; save += 1) {
    const isRight = save % 2 === 0
    const begun = performance.now()
    watching.forget()
    writeFileSync(file, isRight ? right : wrong)
    await watching.until(isRight ? /15 of 30 points/ : /12 of 30 points/)
    values.push(performance.now() - begun)
  }
  return values
}
