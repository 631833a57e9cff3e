import { expect, test } from 'vitest'
import { openBrowser, seriousComplaints, sidewaysOf } from '../harness/browser.ts'
import { SiteProcess } from '../harness/site.ts'

test('a page that is not there says so, and axe-core finds nothing serious in it, in light and dark and on a narrow screen', async () => {
  await using site = await SiteProcess.start()
  const browser = await openBrowser()
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ colorScheme, viewport: { width: 360, height: 640 } })
      await page.goto(`${site.address}/nothing`)
      expect(await page.textContent('h1')).toBe('There is no such page')
      expect(await seriousComplaints(page)).toEqual([])
      expect(await sidewaysOf(page)).toBe(0)
      await page.close()
    }
  } finally {
    await browser.close()
  }
})
