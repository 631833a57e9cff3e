import { describe, expect, test } from 'vitest'
import { type Measured, pieces, turnsLeft, turnsOn } from '../../../src/dev/trust/turns.ts'

const programs = ['03 solution', '03 right/one-batch']

describe('the gradings of a measurement', () => {
  test('are so many for each program, half of them under load, each with a seed of its own', () => {
    const turns = turnsOn('embedded', { programs, runs: 6, load: 'half', seed: 40 })
    for (const program of programs) {
      const own = turns.filter((turn) => turn.program === program)
      expect(own.filter(({ loaded }) => loaded)).toHaveLength(3)
      expect(new Set(own.map(({ seed }) => seed))).toEqual(new Set([40, 41, 42, 43, 44, 45]))
    }
  })

  test.each([
    ['all', true],
    ['none', false],
  ] as const)('are under load as far as it is asked for: %s', (load, loaded) => {
    const turns = turnsOn('embedded', { programs, runs: 3, load, seed: 1 })
    expect(turns.map((turn) => turn.loaded)).toEqual(Array.from({ length: 6 }, () => loaded))
  })

  test('come in rounds, the quiet ones first: what is ended early has looked at every program', () => {
    const turns = turnsOn('embedded', { programs, runs: 4, load: 'half', seed: 1 })
    expect(turns.map(({ program }) => program)).toEqual([programs, programs, programs, programs].flat())
    expect(turns.map(({ loaded }) => loaded)).toEqual([false, false, false, false, true, true, true, true])
  })

  test('that are measured are not made again, also when more runs are asked for', () => {
    const measured: Measured[] = turnsOn('embedded', { programs, runs: 2, load: 'half', seed: 1 }).map((turn) => ({
      ...turn,
      verdict: 'passed',
      ms: 500,
      load: 1,
    }))
    expect(turnsLeft(turnsOn('embedded', { programs, runs: 2, load: 'half', seed: 1 }), measured)).toEqual([])
    expect(turnsLeft(turnsOn('container', { programs, runs: 2, load: 'half', seed: 1 }), measured)).toHaveLength(4)
    const more = turnsLeft(turnsOn('embedded', { programs, runs: 5, load: 'half', seed: 1 }), measured)
    expect(more.map(({ seed }) => seed)).toEqual([3, 3, 5, 5, 4, 4])
  })

  test('are cut into pieces that are either quiet or under load', () => {
    const turns = turnsOn('embedded', { programs, runs: 6, load: 'half', seed: 1 })
    const cut = pieces(turns, 4)
    expect(cut.map(({ length }) => length)).toEqual([4, 2, 4, 2])
    expect(cut.map((piece) => new Set(piece.map(({ loaded }) => loaded)).size)).toEqual([1, 1, 1, 1])
    expect(cut.flat()).toEqual(turns)
  })
})
