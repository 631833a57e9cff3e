import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Cluster } from '#checker'
import { testBroker } from '../../../checker/test/support/broker.ts'
import { startOwnBroker } from '../../../checker/test/support/own-broker.ts'
import { openBrowser, seriousComplaints, sidewaysOf } from '../harness/browser.ts'
import { SiteProcess } from '../harness/site.ts'

// Topics that begin as those of checks do are not shown.
const TOPIC = `live-${process.pid}-${Date.now().toString(36)}`
const HOSTILE = '<img src=x onerror="document.title=\'taken\'">'

let site: SiteProcess
let browser: Browser
let page: Page
let cluster: Cluster
beforeAll(async () => {
  ;[site, browser, cluster] = await Promise.all([
    SiteProcess.start({ env: { KAFKA_BROKERS: testBroker() } }),
    openBrowser(),
    Cluster.connect(testBroker()),
  ])
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  // A worker takes its time on a busy machine, and a killed one is a member for six seconds more.
  page.setDefaultTimeout(60_000)
  await page.goto(`${site.address}/live`)
  await page.locator('[data-live-where]').getByText(testBroker()).waitFor()
})
afterAll(async () => {
  await browser.close()
  await site[Symbol.asyncDispose]()
  await cluster.deleteTopics([TOPIC])
  cluster.close()
})

const topicCard = (name: string) => page.locator(`.topic[data-key="${name}"]`)

const posted = (to: SiteProcess, path: string, form: Record<string, string>, origin = to.address) =>
  page.request.post(`${to.address}${path}`, { form, headers: { origin } })

test('a topic that is made by the form appears, and records that a program writes arrive while somebody looks', async () => {
  await page.getByText('Write records, make a topic').click()
  await page.getByLabel('Name', { exact: true }).fill(TOPIC)
  await page.getByLabel('Partitions').fill('2')
  await page.getByRole('button', { name: 'Make it' }).click()
  await topicCard(TOPIC).getByText('2 partitions').waitFor()

  await cluster.produce(TOPIC, 1, [{ key: 'Ghent', value: 'one' }, { value: 'two' }])

  await topicCard(TOPIC).getByRole('button', { name: 'Record 0 key Ghent' }).waitFor()
  await topicCard(TOPIC).getByRole('button', { name: 'Record 1 no key' }).waitFor()
})

test('of more records than fit at once it shows the newest, and says so', async () => {
  const many = Array.from({ length: 250 }, (_, at) => ({ key: 'Namur', value: `${at}` }))
  await cluster.produce(TOPIC, 0, many)

  await topicCard(TOPIC).getByRole('button', { name: 'Record 249 key Namur' }).waitFor()
  expect(await topicCard(TOPIC).locator('.lane').first().getByRole('button').count()).toBe(8)
  await topicCard(TOPIC).getByText('250 records').waitFor()
})

test('arrows go from record to record and from lane to lane', async () => {
  const focused = () => page.evaluate('document.activeElement.textContent')
  await topicCard(TOPIC).getByRole('button', { name: 'Record 249 key Namur' }).focus()
  await page.keyboard.press('ArrowLeft')
  expect(await focused()).toBe('Record 248key Namur')
  await page.keyboard.press('ArrowDown')
  expect(await focused()).toBe('Record 1no key')
  await page.keyboard.press('Home')
  expect(await focused()).toBe('Record 0key Ghent')
})

test('a record with a hostile key, value and header opens as text, with the keyboard alone', async () => {
  const order = page.locator('form[action="/live/records"]')
  await order.getByLabel('Topic').selectOption(TOPIC)
  await order.getByLabel('Key').fill(HOSTILE)
  await order.getByLabel('Value', { exact: true }).fill(HOSTILE)
  await order.getByLabel('Headers').fill(`${HOSTILE}: ${HOSTILE}`)
  await order.getByRole('button', { name: 'Write' }).press('Enter')
  await order.getByText('Done.').waitFor()

  const record = topicCard(TOPIC).getByRole('button', { name: '<img' })
  await record.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('bytes').first().waitFor()

  expect(await dialog.locator('pre').allTextContents()).toEqual([HOSTILE, HOSTILE, HOSTILE])
  expect(await page.locator('img').count()).toBe(0)
  expect(await page.title()).toContain('Live')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  expect(await page.evaluate('document.activeElement.textContent')).toContain('<img')
})

test('when a worker is killed another has its partitions, and the page says who left', async () => {
  await page.getByText('Demo', { exact: true }).click()
  const start = page.getByRole('button', { name: 'Start loyalty worker' })
  await start.click()
  await start.click()
  await page.getByLabel('Purchases a second').selectOption('20')
  const group = page.locator('.group[data-key="demo-loyalty"]')
  const second = group.locator('li', { hasText: 'worker-2' })
  await second.getByText('demo-purchases ').waitFor()
  await group.locator('li', { hasText: 'worker-1' }).getByText('demo-purchases ').waitFor()

  await page.getByRole('button', { name: 'Kill worker-1' }).click()

  await second.getByText('demo-purchases 0, 1, 2').waitFor()
  await page.locator('[data-live-happenings]').getByText('worker-1 left demo-loyalty').waitFor()
  expect(await page.locator('[data-live-announcer]').textContent()).toContain('left demo-loyalty')
  await page.locator('.worker[data-key="worker-1"]').getByText('ended by SIGKILL').waitFor()
})

test('axe-core finds nothing serious in light and dark, and nothing is wider than a narrow screen', async () => {
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 360],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 800 })
    expect(await seriousComplaints(page)).toEqual([])
    expect(await sidewaysOf(page)).toBe(0)
  }
})

test('what is no part of the demo is refused, and a page elsewhere can start nothing', async () => {
  const post = (path: string, form: Record<string, string>, origin?: string) => posted(site, path, form, origin)

  expect((await post('/live/demo/workers', { kind: '../../../etc/passwd' })).status()).toBe(400)
  expect((await post('/live/demo/workers', { kind: 'constructor' })).status()).toBe(400)
  expect((await post('/live/demo/signal', { worker: 'worker-2', signal: 'SIGHUP' })).status()).toBe(400)
  expect((await post('/live/records', { topic: '__consumer_offsets', value: 'x', count: '1' })).status()).toBe(400)
  expect((await post('/live/demo/workers', { kind: 'groups' }, 'http://evil.example')).status()).toBe(403)
})

test('a cleared demo has no worker, no group and no topic any more', async () => {
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.getByRole('button', { name: 'Clear the demo' }).click()
  await topicCard('demo-purchases').waitFor({ state: 'detached' })
  await page.locator('.worker').first().waitFor({ state: 'detached' })

  expect(await cluster.listGroups()).not.toContain('demo-loyalty')
  expect((await cluster.topics()).filter((name) => name.startsWith('demo-'))).toEqual([])
})

test('programs of the demo end with their site, also when it is killed', async () => {
  await using own = await SiteProcess.start({ env: { KAFKA_BROKERS: testBroker() } })
  expect((await posted(own, '/live/demo/workers', { kind: 'groups' })).status()).toBe(200)
  expect(own.processes().filter(({ text }) => text.includes('lifeline.mjs'))).toHaveLength(1)

  await own.kill()

  await expect.poll(() => own.processes(), { timeout: 10_000 }).toEqual([])
  await posted(site, '/live/demo/clear', {})
})

test('a broker that is gone is told with the way back, and the page goes on by itself when it is there again', async () => {
  const first = await startOwnBroker()
  const port = Number(first.bootstrap.split(':').at(-1))
  await using own = await SiteProcess.start({ env: { KAFKA_BROKERS: first.bootstrap } })
  const view = await browser.newPage()
  await view.goto(`${own.address}/live`)
  await view.locator('[data-live-where]').getByText(`Kafka 3.9 at ${first.bootstrap}`).waitFor()

  await first.close({ sick: true })
  await view.getByText(`npm run broker start -- --port ${port}`).waitFor()

  const second = await startOwnBroker(port)
  try {
    await view.locator('[data-live-banner]').waitFor({ state: 'hidden' })
    expect(await view.locator('[data-live-announcer]').textContent()).toBe('The broker is back.')
  } finally {
    await view.close()
    await second.close({ sick: true })
  }
})
