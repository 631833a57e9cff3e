import type { Exercise } from '../../catalog/index.ts'
import type { Examined } from './examine.ts'

/** Wrong program × belief named, as text: a row each, a column each, `●` on the spot and `✗` beside it. */
export function confusionMatrix(exercise: Exercise, examined: readonly Examined[]): string {
  const wrong = examined
    .filter(({ specimen }) => specimen.exercise.id === exercise.id && specimen.kind === 'wrong')
    .toSorted((a, b) => (a.specimen.name < b.specimen.name ? -1 : 1))
  const beliefs = [...new Set(wrong.flatMap(({ specimen, named }) => [specimen.belief ?? '', ...named]))].sort()
  const names = wrong.map(({ specimen }) => specimen.name.replace(/^\S+ wrong\//, ''))
  const width = Math.max(0, ...names.map((name) => name.length))
  const rows = wrong.map(({ specimen, named }, row) => {
    const cells = beliefs.map((belief) => cell(named.includes(belief), belief === specimen.belief))
    return `  ${(names[row] ?? '').padEnd(width)} ${cells.join(' ')}${named.length === 0 ? '  nothing named' : ''}`
  })
  const heads = beliefs.map((belief, column) => `  ${' '.repeat(width)} ${'│ '.repeat(column)}┌ ${belief}`)
  return [`${exercise.id}: wrong program × belief named`, ...heads, ...rows].join('\n')
}

function cell(named: boolean, own: boolean): string {
  if (named) return own ? '●' : '✗'
  return own ? '○' : '·'
}
