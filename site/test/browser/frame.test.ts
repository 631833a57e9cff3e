import { expect, test } from 'vitest'
import { run } from '../../../checker/test/e2e/harness/command.ts'
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

test('where a port is taken it takes the next one and says so, but for a port that was asked for', async () => {
  await using first = await SiteProcess.start()
  await using second = await SiteProcess.start()
  const { port } = new URL(first.address)

  expect(second.address).not.toBe(first.address)
  expect(second.said.includes('Port 4000 is taken')).toBe(new URL(second.address).port !== '4000')
  const { exitCode, stderr } = await run(['start', '--port', port])
  expect(stderr).toContain(`Port ${port} is taken.`)
  expect(exitCode).toBe(3)
})
