import { claim, expect, graded, idsIn, scenario } from '#grading'
import { rules } from './rules.ts'
import { yesterday } from './scenes.ts'

// TODO(author): your tests: a sentence about the program, what it earns, the beliefs that can be behind its failure.
const scene = scenario('yesterday', { part: 1, rules }, yesterday)

const COPIES = 'copies each purchase to archive, once'

graded(COPIES, { of: scene, points: 2, beliefs: [] }, ({ copies, purchases }) => {
  expect(idsIn(copies)).toAccountFor(purchases, { idOf: ({ id }) => id, what: 'purchases', where: 'in archive' })
})

graded(
  'gives each copy the key of its purchase',
  { of: scene, points: 1, after: [COPIES], beliefs: ['@slug@-needs-no-key'] },
  ({ copies, purchases }) => {
    const shops = new Map(purchases.map(({ id, shop }) => [id, shop]))
    const ids = idsIn(copies)
    const wrong = copies.filter(({ key }, index) => key?.toString('utf8') !== shops.get(ids[index] ?? ''))
    claim(wrong.length === 0, {
      saw: `${wrong.length} of ${copies.length} copies have another key, for example ${wrong[0]?.key?.toString('utf8') ?? 'none'}`,
      expected: 'the key of the purchase',
      weight: 'order',
    })
  },
)

graded(
  'stops by itself within 5 seconds after SIGTERM, with exit code 0',
  { of: scene, points: 1, after: [COPIES], beliefs: [] },
  ({ exit, program }) => {
    claim(exit?.code === 0, { saw: `the program ${program.fate}`, expected: 'an end by itself, with exit code 0' })
  },
)
