import { expect, test } from 'vitest'
import { drawPurchases } from '../../src/grading/purchases.ts'
import { Random } from '../../src/grading/random.ts'

test('the same seed and name draw the same purchases', () => {
  expect(drawPurchases(new Random(7, 'file'), 20)).toEqual(drawPurchases(new Random(7, 'file'), 20))
})

test('another seed, and another name, draw others', () => {
  const drawn = JSON.stringify(drawPurchases(new Random(7, 'file'), 20))
  expect(JSON.stringify(drawPurchases(new Random(8, 'file'), 20))).not.toBe(drawn)
  expect(JSON.stringify(drawPurchases(new Random(7, 'late'), 20))).not.toBe(drawn)
})

test('purchases have unique ids, whole cents and a total of their items', () => {
  const purchases = drawPurchases(new Random(3, 'x'), 200)
  expect(new Set(purchases.map(({ id }) => id)).size).toBe(200)
  for (const { items, totalCents } of purchases) {
    expect(totalCents).toBe(items.reduce((sum, { quantity, cents }) => sum + quantity * cents, 0))
  }
})

test('shuffling keeps what there is and reaches every order of three', () => {
  const random = new Random(1, 'orders')
  const orders = new Set(Array.from({ length: 200 }, () => random.shuffle([1, 2, 3]).join('')))
  expect([...orders].sort()).toEqual(['123', '132', '213', '231', '312', '321'])
})
