import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Evidence } from '../../src/evidence/index.ts'
import { sendOutcomes, verdict } from '../../src/grading/verdicts.ts'

const item = (id: string, key = 'Ghent') => ({ id, key })
const judge = (given: { id: string; key: string }[], seen: string[]) =>
  verdict(given, seen, { idOf: ({ id }) => id, keyOf: ({ key }) => key })
const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id)

describe('a verdict', () => {
  test('calls what was never seen lost', () => {
    expect(ids(judge([item('a'), item('b')], ['a']).lost)).toEqual(['b'])
  })

  test('calls what was seen twice doubled', () => {
    const { doubled, fine } = judge([item('a'), item('b')], ['a', 'b', 'a'])
    expect([ids(doubled), ids(fine)]).toEqual([['a'], ['b']])
  })

  test('calls what was seen before its elder of the same key out of order', () => {
    expect(ids(judge([item('a'), item('b'), item('c')], ['b', 'a', 'c']).outOfOrder)).toEqual(['b'])
  })

  test('asks for no order between keys', () => {
    expect(judge([item('a', 'Ghent'), item('b', 'Namur')], ['b', 'a']).outOfOrder).toEqual([])
  })

  test('names what nobody gave', () => {
    expect(judge([item('a')], ['a', 'x']).strays).toEqual(['x'])
  })

  test('puts each thing given into lost, fine, doubled or out of order, whatever was seen', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 8 }), fc.array(fc.nat(9)), (names, places) => {
        const given = names.map((name, index) => item(name, `key ${index % 2}`))
        const seen = places.map((place) => names[place] ?? 'stray')
        const { lost, doubled, outOfOrder, fine } = judge(given, seen)
        expect(new Set([...lost, ...doubled, ...outOfOrder, ...fine]).size).toBe(given.length)
        expect(lost.some((one) => seen.includes(one.id))).toBe(false)
        for (const one of fine) expect(seen.filter((id) => id === one.id)).toHaveLength(1)
      }),
    )
  })
})

describe('the outcome of a send', () => {
  const place = { process: 'producer', connection: 1, topic: 'purchases', partition: 0 }
  const sent = (evidence: Evidence, send: number, acks: number) =>
    evidence.add({ kind: 'produced', send, acks, records: [], transactionalId: null, ...place })

  test('is acknowledged with an answer without error, refused with one, and else unknown', () => {
    const evidence = new Evidence()
    for (const send of [1, 2, 3]) sent(evidence, send, -1)
    evidence.add({ kind: 'produce-answered', send: 1, error: 0, baseOffset: 0n, ...place })
    evidence.add({ kind: 'produce-answered', send: 2, error: 10, baseOffset: -1n, ...place })
    expect(sendOutcomes(evidence).map(({ outcome }) => outcome)).toEqual(['acknowledged', 'refused', 'unknown'])
  })
})
