import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explainRun } from '../../src/learner/explain/explain.ts'
import { pageOf } from '../../src/learner/explain/page.ts'
import { findChromium, openBrowser } from './harness/chromium.ts'
import * as made from '../learner/explain/made-by-hand.ts'

const noChromium = (await findChromium()) === undefined
const ifNoChromium = noChromium ? ' (skipped: no Chromium here; apt-get install chromium)' : ''

let browser: Browser

/** The page of a run in a browser; its script has run. */
async function inBrowser(bodies: readonly object[], events: number[]): Promise<Page> {
  const file = join(made.folder(), 'page.html')
  writeFileSync(file, pageOf(explainRun(made.runWith(bodies, { events }))))
  const page = await browser.newPage()
  await page.goto(`file://${file}`)
  return page
}

describe.skipIf(noChromium)(`the page of npm run explain in Chromium${ifNoChromium}`, () => {
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  it('runs its script, by its own policy, and shows the first moment; keys go from step to step', async () => {
    const { bodies, events } = made.committedTooEarly()
    const page = await inBrowser(bodies, events)
    const shown = async () => await page.evaluate(`document.querySelector('#details h3').textContent`)
    expect(await shown()).toBe('Moment 1. At 50 ms: worker-1 commits offset 1 of purchases/0')
    // Two links lead to the moments; behind them are the steps.
    for (const key of ['Tab', 'Tab', 'Tab']) await page.keyboard.press(key)
    expect(await shown()).toBe('At 0 ms: worker-1 starts')
    await page.keyboard.press('ArrowDown')
    expect(await shown()).toBe('At 10 ms: worker-2 starts')
    await page.keyboard.press('End')
    expect(await shown()).toBe('At 190 ms: worker-2 still runs, and is ended by the checker')
    await page.keyboard.press('ArrowUp')
    expect(await shown()).toBe('At 170 ms: worker-2 asks to credit p-0002: credited')
  })

  it('runs nothing that a learner wrote, and shows it', async () => {
    const evil = `</title></svg><script>document.title = 'owned'</script><img src=x onerror="document.title = 'owned'">`
    const page = await inBrowser([made.started(), made.prints(evil)], [2])
    expect(await page.evaluate('document.title')).toBe('Not yet: writes the receipts that are due among odd records')
    expect(await page.evaluate(`document.querySelectorAll('img, script').length`)).toBe(1)
    expect(await page.evaluate(`document.querySelector('#details h3').textContent`)).toContain(evil.slice(0, 40))
  })
})
