import { execa } from 'execa'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { explainRun } from '../../src/learner/explain/explain.ts'
import { pageOf } from '../../src/learner/explain/page.ts'
import * as made from '../learner/explain/made-by-hand.ts'

const CHROMIUM = await findChromium()

async function findChromium(): Promise<string | undefined> {
  for (const name of ['chromium', 'google-chrome', 'chromium-browser']) {
    const { exitCode } = await execa(name, ['--version'], { reject: false })
    if (exitCode === 0) return name
  }
  return undefined
}

/** The page as it stands in a browser when its script has run. */
async function inBrowser(bodies: readonly object[], events: number[]): Promise<string> {
  const file = join(made.folder(), 'page.html')
  writeFileSync(file, pageOf(explainRun(made.runWith(bodies, { events }))))
  const profile = `--user-data-dir=${made.folder()}`
  const { stdout } = await execa(CHROMIUM ?? '', [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    profile,
    '--dump-dom',
    `file://${file}`,
  ])
  return stdout
}

describe.skipIf(CHROMIUM === undefined)('the page of npm run explain in Chromium', () => {
  it('runs its script, by its own policy, and shows the first moment', async () => {
    const { bodies, events } = made.committedTooEarly()
    const page = await inBrowser(bodies, events)
    expect(page).toContain('class="step look marked shown"')
    expect(page).toContain('<h3>Moment 1. At 50 ms: worker-1 commits offset 1 of purchases/0</h3><dl><dt>time</dt>')
  })

  it('runs nothing that a learner wrote', async () => {
    const evil = `</title></svg><script>document.title = 'owned'</script><img src=x onerror="document.title = 'owned'">`
    const page = await inBrowser([made.started(), made.prints(evil)], [2])
    expect(page).toContain('<title>Not yet: writes the receipts that are due among odd records</title>')
    expect(page).toContain('&lt;img src=x')
    expect(page).not.toContain('<img')
  })
})
