import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalog } from '#checker'
import { openBrowser, seriousComplaints, sidewaysOf } from '../harness/browser.ts'
import { ROOT, SiteProcess } from '../harness/site.ts'

const LESSONS = catalog(ROOT).exercises.map(({ slug }) => slug)

let site: SiteProcess
let browser: Browser
beforeAll(async () => {
  ;[site, browser] = await Promise.all([SiteProcess.start(), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await site[Symbol.asyncDispose]()
})

/** Opens pages in a browser of its own, so that no other test's talk is heard. */
async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<[Page, BrowserContext]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options })
  const page = await context.newPage()
  await page.goto(`${site.address}${path}`)
  return [page, context]
}

const numberOf = (page: Page) => page.evaluate<string>('location.hash')
const lastOf = (page: Page) => page.locator('.slide').count()

/** Waits for what another window is told, or a dialog does, in a moment. */
async function until(page: Page, expression: string): Promise<void> {
  await expect.poll(() => page.evaluate(expression), { timeout: 10_000, message: expression }).toBe(true)
}

describe('slides', () => {
  test('are turned by the keyboard, and the address has the number of the one that is shown', async () => {
    const [page, context] = await open('/present/intro')
    const last = await lastOf(page)
    expect(await numberOf(page)).toBe('#1')
    const steps = [
      ['ArrowRight', 2],
      [' ', 3],
      ['PageDown', 4],
      ['ArrowLeft', 3],
      ['PageUp', 2],
      ['End', last],
      ['ArrowRight', last],
      ['Home', 1],
      ['ArrowLeft', 1],
    ] as const
    for (const [key, number] of steps) {
      await page.keyboard.press(key)
      expect(await numberOf(page), key).toBe(`#${number}`)
    }
    await page.keyboard.press('PageDown')
    await page.reload()
    expect(await numberOf(page)).toBe('#2')
    expect(await page.locator('.slide:visible').count()).toBe(1)
    expect(await page.getAttribute('.slide.current', 'id')).toBe('2')
    // Only what is shown is read to who listens, and it is where the keyboard is.
    expect(await page.getByRole('heading').count()).toBe(1)
    expect(await page.evaluate('document.activeElement.id')).toBe('2')
    await context.close()
  })

  test('have an overview, a list of keys, a blank screen, and a way back to the lesson', async () => {
    const [page, context] = await open('/present/intro#3')
    await page.keyboard.press('o')
    await page.locator('#overview li').nth(6).getByRole('link').click()
    expect(await numberOf(page)).toBe('#7')
    await until(page, '!document.getElementById("overview").open')
    await page.keyboard.press('?')
    expect(await page.locator('#help').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await until(page, '!document.getElementById("help").open')
    await page.keyboard.press('b')
    expect(await page.locator('#blank').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    expect(await page.locator('#blank').isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Next slide' }).click()
    expect(await numberOf(page)).toBe('#8')
    await page.keyboard.press('Escape')
    await page.waitForURL('**/lessons/intro')
    await context.close()
  })

  test('lead from a link within the lesson to the section that it names', async () => {
    const [page, context] = await open('/present/simple-practice#stopping-is-part-of-the-work')
    expect(await page.textContent('.slide.current h2')).toBe('Stopping is part of the work')
    await context.close()
  })

  test('have Kafka live on slides of its own, one widget for all of them', async () => {
    const [page, context] = await open('/present/vocabulary')
    const places = page.locator('.slide.is-live')
    expect(await places.count()).toBe(2)
    for (const place of await places.all()) {
      await page.goto(`${site.address}/present/vocabulary#${await place.getAttribute('id')}`)
      expect(await page.locator('.slide.current section.live').count()).toBe(1)
      expect(await page.locator('section.live').count()).toBe(1)
    }
    await context.close()
  })

  test('follow each other without JavaScript', async () => {
    const [page, context] = await open('/present/intro', { javaScriptEnabled: false })
    expect(await page.locator('.slide:visible').count()).toBe(await lastOf(page))
    await context.close()
  })

  test('are printed one on a page', async () => {
    const [page, context] = await open('/present/intro#4')
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    expect(pdf.match(/\/Type \/Page\b/g)?.length).toBe(await lastOf(page))
    await context.close()
  })
})

describe('notes', () => {
  test('are opened by n, follow the slides, and lead them', async () => {
    const [slides, context] = await open('/present/intro#5')
    const opened = context.waitForEvent('page')
    await slides.keyboard.press('n')
    const notes = await opened
    await until(notes, 'location.hash === "#5" && document.querySelector(".slide.current")?.id === "5"')

    await slides.keyboard.press('ArrowRight')
    await until(notes, 'document.querySelector(".slide.current").id === "6"')
    await notes.keyboard.press('ArrowRight')
    await until(slides, 'document.querySelector(".slide.current").id === "7" && location.hash === "#7"')

    await slides.reload()
    expect(await numberOf(slides)).toBe('#7')
    await notes.keyboard.press('ArrowRight')
    await until(slides, 'location.hash === "#8"')
    await notes.reload()
    await slides.keyboard.press('ArrowLeft')
    await until(notes, 'location.hash === "#7"')

    await notes.keyboard.press('b')
    await until(slides, '!document.getElementById("blank").hidden')
    await slides.keyboard.press('b')
    await until(notes, 'document.querySelector("[data-does=blank]").getAttribute("aria-pressed") === "false"')
    await context.close()
  })

  test('take the slide of the others where they are opened without one, and say what comes next and how long it has taken', async () => {
    const [slides, context] = await open('/present/intro#3')
    const notes = await context.newPage()
    await notes.goto(`${site.address}/present/intro/notes`)
    await until(notes, 'location.hash === "#3"')
    const heading = (await slides.textContent('[id="4"] h2')) ?? ''
    expect(await notes.textContent('.slide.current .next')).toContain(heading)
    await until(notes, '/^00:00:0[1-9]$/.test(document.getElementById("elapsed").textContent)')
    expect(await notes.textContent('#clock')).toMatch(/\d/)
    await context.close()
  })
})

/** Of text on slides, in 720ths of a slide's height: what is smaller can't be read from the last row. */
const LEAST_SIZE = 16

/** Slides of which something is cut off or too small, each with what. */
const CUT = `[...document.querySelectorAll('.slide')].flatMap((slide) => {
  const body = slide.querySelector('.body')
  const parts = [...slide.querySelectorAll('*')].filter((one) => one.closest('.live-place') === null)
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16
  const sizes = parts.filter((one) => one.matches('p, li, td, th, pre code')).map((one) => parseFloat(getComputedStyle(one).fontSize) / scale)
  const bottom = Math.max(...parts.map((one) => one.getBoundingClientRect().bottom))
  const isCut = [body, slide].some((one) => one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth)
  const said = [
    ...(isCut ? ['cut off'] : []),
    ...(bottom > slide.getBoundingClientRect().bottom ? ['out of the window'] : []),
    ...(Math.min(${LEAST_SIZE}, ...sizes) < ${LEAST_SIZE} ? ['as small as ' + Math.min(...sizes)] : []),
  ]
  return said.length > 0 ? [slide.getAttribute('aria-label') + ': ' + said.join(', ')] : []
})`

test.each(LESSONS)('each slide of %s is whole and readable, on a wide screen and on an old beamer', async (slug) => {
  const [page, context] = await open(`/present/${slug}`)
  for (const [width, height] of [
    [1280, 720],
    [1920, 1080],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
    expect(await page.evaluate(CUT), `${width} × ${height}`).toEqual([])
  }
  await context.close()
})

test.each(['light', 'dark'] as const)('axe-core finds nothing serious in slides and notes, %s', async (colorScheme) => {
  const [page, context] = await open('/present/simple-practice', { colorScheme })
  const kinds = ['words', 'figure', 'code', 'table', 'list', 'box', 'live', 'question']
  for (const kind of colorScheme === 'light' ? kinds : ['code', 'box', 'question']) {
    const number = await page.locator(`.slide.is-${kind}`).first().getAttribute('id')
    await page.goto(`${site.address}/present/simple-practice#${number}`)
    if (kind === 'question') await page.keyboard.press('a')
    expect(await seriousComplaints(page), kind).toEqual([])
  }
  await page.keyboard.press('o')
  expect(await seriousComplaints(page), 'overview').toEqual([])
  await page.goto(`${site.address}/present/simple-practice/notes#4`)
  expect(await seriousComplaints(page), 'notes').toEqual([])
  await context.close()
})

test('a narrow window has slides and notes that scroll downwards, and nothing sideways', async () => {
  const [page, context] = await open('/present/intro', { viewport: { width: 360, height: 640 } })
  const last = await lastOf(page)
  for (let number = 1; number <= last; number += 1) {
    await page.keyboard.press('ArrowRight')
    expect(await sidewaysOf(page), await numberOf(page)).toBe(0)
  }
  for (const tool of await page.locator('.tools').locator('a, button, output').all()) {
    const { x, width } = (await tool.boundingBox())!
    expect(x + width, (await tool.textContent()) ?? '').toBeLessThanOrEqual(360)
  }
  await page.goto(`${site.address}/present/intro/notes#14`)
  expect(await sidewaysOf(page)).toBe(0)
  await context.close()
})
