import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, seriousComplaints, sidewaysOf } from '../harness/browser.ts'
import { SiteProcess } from '../harness/site.ts'

let site: SiteProcess
let browser: Browser

beforeAll(async () => {
  ;[site, browser] = await Promise.all([SiteProcess.start(), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await site[Symbol.asyncDispose]()
})

/** A page at an address, and whatever its scripts or its policy complained of. */
async function open(address: string, options: Parameters<Browser['newPage']>[0] = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options })
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${site.address}${address}`)
  return { page, complaints, [Symbol.asyncDispose]: () => page.close() }
}

const focused = (page: Page) => page.evaluate<string>('document.activeElement.textContent.trim()')

test('a reader goes from the list to a lesson, to its task, and to the next lesson', async () => {
  await using reader = await open('/')
  const { page, complaints } = reader
  await page.getByRole('main').getByRole('link', { name: '01 Why a queue' }).first().click()
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Why a queue')
  expect(await page.locator('.included code').first().textContent()).toContain('kafka.admin()')
  expect(await page.getByRole('complementary', { name: 'Task' }).textContent()).toContain('Part 1: Say hello to Kafka')
  // A picture has no width until it is there.
  await page.waitForLoadState('load')
  const widths = await page.evaluate<number[]>('[...document.images].map(({ naturalWidth }) => naturalWidth)')
  expect(widths.every((width) => width > 0)).toBe(true)
  await page.getByRole('link', { name: /Next.*Topic, partition/ }).click()
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Topic, partition, offset, group')
  expect(complaints).toEqual([])
})

test('with the keyboard alone, a term is explained, the explanation goes with Escape, and its link leads to the glossary', async () => {
  await using reader = await open('/lessons/intro')
  const { page } = reader
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('To the text')
  await page.keyboard.press('Enter')
  while ((await focused(page)) !== 'message') await page.keyboard.press('Tab')
  const tooltip = page.getByRole('tooltip')
  expect(await tooltip.textContent()).toContain('What travels through a queue')
  const described = await page.evaluate<string>('document.activeElement.getAttribute("aria-describedby")')
  expect(await tooltip.getAttribute('id')).toBe(described)
  await page.keyboard.press('Escape')
  expect(await tooltip.count()).toBe(0)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/glossary#message')
})

test('an explanation that is pointed at stays while the pointer is on it', async () => {
  await using reader = await open('/lessons/intro')
  const { page } = reader
  await page.locator('a[data-term="queue"]').first().hover()
  const tooltip = page.getByRole('tooltip')
  await tooltip.hover()
  expect(await tooltip.isVisible()).toBe(true)
  await page.getByRole('heading', { level: 1 }).hover()
  await tooltip.waitFor({ state: 'detached' })
})

test('what is found while somebody types is reached with the arrow keys', async () => {
  await using reader = await open('/lessons/intro')
  const { page, complaints } = reader
  await page.keyboard.press('/')
  await page.keyboard.type('tombst')
  await page.locator('.suggestions a', { hasText: 'Tombstone' }).waitFor()
  while (!(await focused(page)).startsWith('Tombstone')) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/glossary#tombstone')
  expect(complaints).toEqual([])
})

test('hostile text in the search is text', async () => {
  await using reader = await open('/')
  const { page, complaints } = reader
  const hostile = '"><img src=x onerror=alert(1)><script>document.title="gone"</script>'
  await page.keyboard.press('/')
  await page.keyboard.type(hostile)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/search?q=*')
  expect(await page.getByRole('main').getByRole('searchbox').inputValue()).toBe(hostile)
  expect(await page.title()).toContain('Search')
  expect(await page.locator('main img').count()).toBe(0)
  expect(complaints).toEqual([])
})

test('a prediction is answered in its place', async () => {
  await using reader = await open('/lessons/vocabulary')
  const { page } = reader
  const question = page.locator('form.prediction').first()
  await question.getByRole('spinbutton').fill('18')
  await question.getByRole('button').press('Enter')
  await question.getByRole('status').getByText('No: you said 18, and it is 30.').waitFor()
  expect(page.url()).toBe(`${site.address}/lessons/vocabulary`)
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test.each([1280, 360])('and %d pixels wide, axe-core finds nothing serious and nothing is cut off', async (width) => {
    for (const address of ['/', '/lessons/vocabulary', '/search?q=offset']) {
      await using reader = await open(address, { colorScheme, viewport: { width, height: 800 } })
      expect(await seriousComplaints(reader.page), address).toEqual([])
      expect(await sidewaysOf(reader.page), address).toBe(0)
    }
  })
})
