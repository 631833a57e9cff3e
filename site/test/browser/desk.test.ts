import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { solution } from '../../../checker/test/e2e/harness/check.ts'
import { Gate, stoppingAt } from '../../../checker/test/e2e/harness/gate.ts'
import { Place } from '../../../checker/test/e2e/harness/place.ts'
import { openBrowser, seriousComplaints, sidewaysOf } from '../harness/browser.ts'
import { ROOT, SiteProcess } from '../harness/site.ts'

/** A learner's own checkout, and a site that serves it. */
const place = new Place()
const root = place.checkout()
const own = join(root, 'exercises/03-simple-practice')
let site: SiteProcess
let browser: Browser

beforeAll(async () => {
  ;[site, browser] = await Promise.all([SiteProcess.start({ root }), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await site[Symbol.asyncDispose]()
  place[Symbol.dispose]()
})
beforeEach(() => {
  for (const name of ['producer.ts', 'consumer.ts'])
    copyFileSync(join(ROOT, 'checker/given/exercises/03-simple-practice', name), join(own, name))
})

/** A tab with the desk of exercise 03. What a policy forbids there, or a script trips over, is no error of anybody else. */
async function openDesk(options: Parameters<Browser['newPage']>[0] = {}, slug = 'simple-practice'): Promise<Page> {
  const page = await browser.newPage(options)
  page.on('console', (message) => {
    // Browsers ask for an icon by themselves.
    const isOfIcon = message.location().url.endsWith('/favicon.ico')
    if (message.type() === 'error' && !isOfIcon) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(`${site.address}/desk/${slug}`)
  return page
}
const complaints: string[] = []
beforeEach(() => void complaints.splice(0))

const write = (name: string, text: string) => writeFileSync(join(own, name), text)
const take = (path: string, name: string) => copyFileSync(join(ROOT, path), join(own, name))
const checkPart = (page: Page, part: number) => page.getByRole('button', { name: `Part ${part}` }).click()
const progress = () => readFileSync(join(root, '.workshop/progress.json'), 'utf8')

/** The verdict, once there is one. */
async function verdictOf(page: Page): Promise<string> {
  const verdict = page.locator('.check-state .verdict')
  await verdict.waitFor({ timeout: 60_000 })
  const text = (await verdict.textContent()) ?? ''
  if (/not graded|nothing was graded/i.test(text)) throw new Error(await page.innerText('.check-result'))
  return text
}

describe('a check on the page', () => {
  test('of stubs says what to begin with', async () => {
    const page = await openDesk()
    await page.getByRole('button', { name: 'Check all parts' }).click()
    expect(await verdictOf(page)).toBe('Not started yet. Begin with part 1.')
    const said = await page.textContent('.check-result')
    expect(said).toContain('First: read the lines of the file')
    expect(said).toContain('delete the call of notWritten()')
    await page.close()
    expect(complaints).toEqual([])
  })

  test('of a wrong program names the belief, with the numbers of the run, where to read, and a picture of it', async () => {
    take('checker/hidden/03-simple-practice/wrong/no-key/left-out/producer.ts', 'producer.ts')
    const page = await openDesk()
    await checkPart(page, 1)
    expect(await verdictOf(page)).toMatch(/^Not yet: \d+ of \d+ points in \d+\.\d s\.$/)
    const finding = page.locator('details[open] .finding')
    expect(await finding.locator('dd').first().textContent()).toMatch(/\w/)
    expect(await finding.locator('.because').textContent()).toMatch(/\d/)
    expect(await finding.getByRole('link', { name: 'Read:' }).getAttribute('href')).toMatch(
      /^\/lessons\/simple-practice#[a-z-]+$/,
    )
    expect(progress()).toContain('"belief": "no-key"')
    const [picture] = await Promise.all([
      page.waitForEvent('popup'),
      finding.getByRole('link', { name: 'See what happened' }).click(),
    ])
    picture.on('console', (message) => complaints.push(message.text()))
    await picture.locator('svg g.step').first().waitFor()
    await picture.locator('g.step').first().focus()
    expect(await picture.locator('#details h3').count()).toBe(1)
    expect(await picture.evaluate<string>('getComputedStyle(document.querySelector(".picture")).borderRadius')).toBe(
      '8px',
    )
    await picture.close()
    await page.close()
    expect(complaints).toEqual([])
  })

  test('of a program that does not compile shows the place', async () => {
    write('producer.ts', "import '#shop'\nconst = 1\n")
    const page = await openDesk()
    await checkPart(page, 1)
    expect(await verdictOf(page)).toMatch(/^Not yet/)
    expect(await page.textContent('.finding')).toContain('exercises/03-simple-practice/producer.ts:2:')
    await page.close()
  })
})

test('tests show as they end, in each tab from the start; a check outlives the tab that asked for it, and another one waits for it', async () => {
  const gate = new Gate(place.dir, 'stopping')
  write('producer.ts', solution('producer.ts'))
  write('consumer.ts', stoppingAt(gate))
  const [first, second] = [await openDesk(), await openDesk({}, 'intro')]
  await first.getByRole('button', { name: 'Check all parts' }).click()
  await first.locator('.check-result li.test .sign.pass').first().waitFor({ timeout: 60_000 })
  expect(await first.textContent('.check-state')).toContain('being checked')

  const third = await openDesk()
  await third.locator('.check-result li.test .sign.pass').first().waitFor()
  await checkPart(second, 2)
  await second.getByText('Waiting: another check is before it.').waitFor()
  await first.close()
  gate.open()

  expect(await verdictOf(third)).toMatch(/^Passed: (\d+) of \1 points/)
  expect(await verdictOf(second)).toBe('Not started yet. Begin with part 2.')
  await Promise.all([second.close(), third.close()])
  expect(complaints).toEqual([])
})

test('hints come one after the other, and are there again when one comes back', async () => {
  const page = await openDesk({}, 'intro')
  await page.getByRole('button', { name: 'Show a hint' }).click()
  await page.getByText('Hint 1 of').waitFor()
  expect(await page.evaluate<string>('document.activeElement.textContent')).toContain('Hint 1 of')
  await page.getByRole('button', { name: 'Show the next hint' }).click()
  await page.getByText('Hint 2 of').waitFor()
  await page.reload()
  expect(await page.locator('.seen .which').allTextContents()).toHaveLength(2)
  await page.getByRole('combobox').selectOption('3')
  await page.getByRole('button', { name: 'Show a hint' }).waitFor()
  await page.close()
  expect(progress()).toContain('"part:1": 2')
})

test('a reset asks first, keeps a copy, and says where', async () => {
  write('producer.ts', '// mine\n')
  const page = await openDesk()
  const mine = () => readFileSync(join(own, 'producer.ts'), 'utf8')
  await page.getByRole('button', { name: 'Begin anew' }).click()
  expect(await page.getByRole('dialog').textContent()).toMatch(/03-simple-practice\/producer\.ts\s+\(part 1\)/)
  await page.keyboard.press('Escape')
  expect(mine()).toBe('// mine\n')

  await page.getByRole('button', { name: 'Begin anew' }).click()
  await page.getByRole('button', { name: 'Replace' }).click()
  await page.getByText('is the stub again').waitFor()
  expect(mine()).toContain('notWritten(')
  const backup = await page.getByRole('dialog').locator('code').last().textContent()
  expect(readFileSync(join(root, backup ?? '', 'producer.ts'), 'utf8')).toBe('// mine\n')
  expect(existsSync(join(root, backup ?? '', 'consumer.ts'))).toBe(false)
  await page.close()
})

test('a solution opens with a pass, or when somebody wants it anyway, which is remembered', async () => {
  const page = await openDesk({}, 'intro')
  await page.getByRole('button', { name: 'Compare with the solution' }).click()
  const dialog = page.getByRole('dialog')
  expect(await dialog.textContent()).toContain('The solution of queue-worker.ts opens when part 2 is passed.')
  expect(await dialog.locator('ins').count()).toBe(0)
  await dialog.locator('button[data-program="queue-worker.ts"]').click()
  await dialog.locator('pre ins').first().waitFor()
  expect(await dialog.locator('pre del').first().textContent()).toMatch(/^- /)
  expect(await dialog.locator('button[data-do]').count()).toBe(2)
  expect(progress()).toMatch(/"solutions": \{\s*"2"/)
  await page.close()
})

describe('without a mouse, and for everybody', () => {
  test('all is done with the keyboard, and the focus is never lost', async () => {
    write('producer.ts', "import '#shop'\nconst = 1\n")
    const page = await openDesk()
    const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()')
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; !name.test(await focused()); presses += 1) {
        if (presses > 40) throw new Error(`Tab does not come to ${name}`)
        await page.keyboard.press('Tab')
      }
    }
    await tabTo(/^Part 1$/)
    await page.keyboard.press('Enter')
    await verdictOf(page)
    expect(await focused()).toBe('Part 1')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await focused()).toContain('failed:')
    await page.keyboard.press('Enter')
    expect(await page.locator('details[open]').count()).toBe(0)
    await tabTo(/^Compare with the solution$/)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    expect(await focused()).toBe('Compare with the solution')
    await page.close()
  })

  test('axe-core finds nothing serious, in light and dark, and nothing is wider than a narrow screen', async () => {
    take('checker/hidden/03-simple-practice/wrong/no-key/left-out/producer.ts', 'producer.ts')
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await openDesk({ colorScheme, viewport: { width: 360, height: 740 } })
      if (colorScheme === 'light') await checkPart(page, 1)
      await verdictOf(page)
      await page.getByRole('button', { name: /Show (a|the next) hint/ }).click()
      await page.locator('.seen li').first().waitFor()
      expect(await seriousComplaints(page)).toEqual([])
      expect(await sidewaysOf(page)).toBe(0)
      await page.getByRole('button', { name: 'Compare with the solution' }).click()
      // The whole of it, or as far as its parts were passed before.
      await page.getByRole('heading', { name: 'Yours and the solution' }).waitFor()
      const anyway = page.getByRole('button', { name: 'Show it anyway' })
      if ((await anyway.count()) > 0) await anyway.first().click()
      await page.locator('pre ins').first().waitFor()
      expect(await seriousComplaints(page)).toEqual([])
      expect(await sidewaysOf(page)).toBe(0)
      await page.close()
    }
  })
})
