import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

export { openBrowser } from '../../../checker/test/e2e/harness/chromium.ts'

export interface Complaint {
  readonly id: string
  readonly impact: string | null
  readonly help: string
  readonly where: readonly string[]
}

/** What axe-core finds serious or critical on a page. */
export async function seriousComplaints(page: Page): Promise<Complaint[]> {
  const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  // By the DevTools protocol, which the page's policy does not bind.
  await page.evaluate(source)
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: AxeViolation[] }> } }
    return (await axe.run()).violations
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, help, nodes }) => ({ id, impact, help, where: nodes.map(({ target }) => target.join(' ')) }))
}

/** By how many pixels a page is wider than its window. As text, since the types of the DOM are not those of the tests. */
export async function sidewaysOf(page: Page): Promise<number> {
  return page.evaluate<number>('Math.max(0, document.documentElement.scrollWidth - innerWidth)')
}

interface AxeViolation {
  readonly id: string
  readonly impact: string | null
  readonly help: string
  readonly nodes: readonly { readonly target: readonly string[] }[]
}
