import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { Evidence } from '../../src/evidence/index.ts'
import { until } from '../../src/grading/waiting.ts'
import { Loyalty } from '../../src/loyalty/index.ts'

let evidence = new Evidence()
let loyalty = new Loyalty({ evidence })
afterEach(async () => {
  await loyalty[Symbol.asyncDispose]()
  evidence = new Evidence()
  loyalty = new Loyalty({ evidence })
})

const purchase = (id: string) => ({ id, customer: '1012', shop: 'Antwerp', totalCents: 1_250 })

async function ask(id: string, { process = 'worker', key }: { process?: string; key?: string } = {}): Promise<number> {
  const body = JSON.stringify({ purchase: purchase(id), key })
  const { status } = await fetch(`${await loyalty.addressFor(process)}/credits`, { method: 'POST', body })
  return status
}
const outcomes = () => evidence.of('credit-answered').map(({ purchaseId, outcome }) => `${purchaseId} ${outcome}`)

test('a credit is in the evidence with who asked for it, when it was asked for and when it was answered', async () => {
  expect(await ask('p-1', { process: 'worker-2', key: 'k' })).toBe(204)
  const credit = { credit: 1, process: 'worker-2', purchaseId: 'p-1', customer: '1012', key: 'k' }
  expect(evidence.all).toMatchObject([
    { kind: 'credit-asked', ...credit },
    { kind: 'credit-answered', ...credit, outcome: 'credited' },
  ])
})

describe('a credit that is held', () => {
  test('is done once it is released; others go on', async () => {
    const held = loyalty.faults.holdNext({ process: 'worker' })
    const first = ask('p-1')
    expect(await held.first).toMatchObject({ purchaseId: 'p-1' })
    await ask('p-2')
    expect(outcomes()).toEqual(['p-2 credited'])
    held.release()
    expect(await first).toBe(204)
    expect(outcomes()).toEqual(['p-2 credited', 'p-1 credited'])
  })

  test('is never done when its program has gone meanwhile', async () => {
    const held = loyalty.faults.holdNext()
    const client = request(`${await loyalty.addressFor('worker')}/credits`, { method: 'POST' })
    client.on('error', () => undefined)
    client.end(JSON.stringify({ purchase: purchase('p-1') }))
    await held.first
    client.destroy()
    expect(await until(evidence, () => outcomes().length > 0, { limitMs: 5_000 })).toBe(true)
    held.release()
    await ask('p-2')
    expect(outcomes()).toEqual(['p-1 abandoned', 'p-2 credited'])
  })
})

test('what is rejected, and what is down, is answered so; a service that comes back does its work', async () => {
  loyalty.faults.reject('no such card', { when: ({ purchaseId }) => purchaseId === 'p-1' })
  const down = loyalty.faults.down({ when: ({ purchaseId }) => purchaseId === 'p-2' })
  expect([await ask('p-1'), await ask('p-2'), await ask('p-3')]).toEqual([422, 503, 204])
  down.release()
  expect(await ask('p-2')).toBe(204)
  expect(outcomes()).toEqual(['p-1 rejected', 'p-2 unavailable', 'p-3 credited', 'p-2 credited'])
})

test('a connection that is cut hides that the work was done', async () => {
  loyalty.faults.cut({ times: 1 })
  await expect(ask('p-1')).rejects.toThrow('fetch failed')
  expect(outcomes()).toEqual(['p-1 cut'])
})

test('the work of one key is done once, also when nobody was told of it', async () => {
  loyalty.faults.cut({ times: 1 })
  await ask('p-1', { key: 'p-1' }).catch(() => undefined)
  expect([await ask('p-1', { key: 'p-1' }), await ask('p-1')]).toEqual([204, 204])
  expect(outcomes()).toEqual(['p-1 cut', 'p-1 known', 'p-1 credited'])
})

test('a slow service takes its time', async () => {
  loyalty.faults.slow(200, { times: 1 })
  const begun = performance.now()
  await ask('p-1')
  expect(performance.now() - begun).toBeGreaterThanOrEqual(199)
})

test.for([
  ['what is not JSON', 'no JSON', 400],
  ['a list', '[1]', 400],
  ['null', 'null', 400],
  ['a purchase that is a number', '{"purchase":7}', 400],
  ['a purchase without anything', '{"purchase":{}}', 204],
  ['fields of other types', JSON.stringify({ purchase: { id: 7, customer: { a: 1 } }, key: 9 }), 204],
  ['far too much', 'x'.repeat(100_000), 413],
] as const)('whatever a program sends is answered: %s', async ([, body, status]) => {
  const response = await fetch(`${await loyalty.addressFor('worker')}/credits`, { method: 'POST', body })
  expect(response.status).toBe(status)
  await response.body?.cancel()
  expect(evidence.of('fault')).toEqual([])
})

test('nothing but a credit is served', async () => {
  expect((await fetch(`${await loyalty.addressFor('worker')}/credits`)).status).toBe(404)
  expect((await fetch(`${await loyalty.addressFor('worker')}/`, { method: 'POST' })).status).toBe(404)
})

test('a fault that never acted says what it was for', async () => {
  loyalty.faults.down({ process: 'worker' })
  loyalty.faults.holdNext({ process: 'audit' })
  await ask('p-1')
  expect(loyalty.faults.unfired).toEqual(['held: a credit of audit'])
})
