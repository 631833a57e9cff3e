import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { Gate, sendingAt } from '../../../checker/test/e2e/harness/gate.ts'
import { leftoversOf } from '../../../checker/test/e2e/harness/leftovers.ts'
import { Place } from '../../../checker/test/e2e/harness/place.ts'
import { SiteProcess } from '../harness/site.ts'

/** No browser here: what a page asks for is asked for by hand. */
const place = new Place()
const root = place.checkout()
afterAll(() => place[Symbol.dispose]())

async function startCheck({ address }: SiteProcess): Promise<string> {
  const response = await fetch(`${address}/checks`, {
    method: 'POST',
    headers: { origin: address },
    body: new URLSearchParams({ exercise: 'simple-practice', part: '1' }),
  })
  const { id } = (await response.json()) as { id: string }
  return `${address}/checks/${id}/events`
}

test.each([
  ['on a broker of somebody else', {}],
  ['with a broker of its own', { WORKSHOP_BROKER: 'embedded' }],
])('a site that is stopped in the middle of a check leaves nothing, %s', async (_, more) => {
  const tmp = place.folder(`tmp-${Object.keys(more).length}`)
  const gate = new Gate(place.dir, `sending-${Object.keys(more).length}`)
  writeFileSync(join(root, 'exercises/03-simple-practice/producer.ts'), sendingAt(gate))
  await using site = await SiteProcess.start({ root, env: { TMPDIR: tmp, ...more } })
  const stream = await fetch(await startCheck(site))
  const deadline = performance.now() + 60_000
  while (!gate.reached) {
    if (performance.now() > deadline) throw new Error('no program came to its gate')
    await delay(20)
  }
  expect(await site.end()).toBe(130)
  await stream.text().catch(() => undefined)
  const runs = readdirSync(join(root, '.workshop/runs')).map((name) => join(root, '.workshop/runs', name))
  expect(await leftoversOf({ tmp, runs })).toEqual([])
})

test('where there is no broker, a check says so, and what to do', async () => {
  await using site = await SiteProcess.start({ root, env: { WORKSHOP_BROKER: '127.0.0.1:1' } })
  const told = await (await fetch(await startCheck(site))).text()
  expect(told).toContain('event: verdict')
  expect(told).toContain('127.0.0.1:1')
  expect(told).toContain('Nothing was graded.')
})
