import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type * as Credit from '../../given/shop/credit.ts'
import { Evidence } from '../../src/evidence/index.ts'
import { Loyalty } from '../../src/loyalty/index.ts'

const evidence = new Evidence()
const loyalty = new Loyalty({ evidence })
let shop: typeof Credit
beforeAll(async () => {
  // The shop reads it when it is loaded, as every program does.
  process.env.SHOP_API = await loyalty.addressFor('worker')
  shop = await import('../../given/shop/credit.ts')
})
afterAll(() => {
  delete process.env.SHOP_API
  return loyalty[Symbol.asyncDispose]()
})

const purchase = {
  id: 'p-1',
  shop: 'Antwerp',
  customer: '1012',
  items: [],
  totalCents: 1_250,
  at: '2026-01-01T10:00:00Z',
}

describe('credit() of the shop', () => {
  test('resolves when the points were added, with the key that it was given', async () => {
    await shop.credit(purchase, { key: 'once' })
    expect(evidence.of('credit-answered').at(-1)).toMatchObject({ purchaseId: 'p-1', key: 'once', outcome: 'credited' })
  })

  test('rejects with RejectedError, and why, for a purchase that is wrong', async () => {
    const fault = loyalty.faults.reject('no such card', {})
    const refusal = shop.credit(purchase)
    await expect(refusal).rejects.toBeInstanceOf(shop.RejectedError)
    await expect(refusal).rejects.toMatchObject({ name: 'RejectedError', message: 'no such card' })
    fault.release()
  })

  test('rejects with UnavailableError while the service is down', async () => {
    const fault = loyalty.faults.down()
    await expect(shop.credit(purchase)).rejects.toMatchObject({ name: 'UnavailableError' })
    fault.release()
  })

  test('rejects with UnavailableError, and not with the TypeError of fetch, when the answer is lost', async () => {
    const fault = loyalty.faults.cut({ times: 1 })
    const failure = shop.credit(purchase)
    await expect(failure).rejects.toBeInstanceOf(shop.UnavailableError)
    await expect(failure).rejects.toMatchObject({ message: 'The loyalty service does not answer.' })
    fault.release()
  })
})
