import { distance } from 'fastest-levenshtein'
import type { Exercise } from '../../catalog/index.ts'
import { UsageError } from '../../errors/index.ts'
import type { Exhibit } from './exhibits.ts'

/** Folders above the exhibits: who pastes a path may leave them in. */
const ABOVE = ['', '.', 'checker', 'hidden', 'wrong']

/**
 * The exhibits that all of the words fit: an exercise (number, slug or id), a belief, a variant, or several of them with slashes
 * between, as in a path. Throws `UsageError` for a word that fits nothing, with the nearest name, and for words that fit no
 * exhibit together.
 */
export function select(exhibits: readonly Exhibit[], words: readonly string[]): readonly Exhibit[] {
  const pieces = words.flatMap((word) => word.split('/')).filter((piece) => !ABOVE.includes(piece))
  for (const piece of pieces) if (!exhibits.some((exhibit) => fits(exhibit, piece))) throw unknown(exhibits, piece)
  const found = exhibits.filter((exhibit) => pieces.every((piece) => fits(exhibit, piece)))
  if (found.length > 0) return found
  throw new UsageError(`No wrong program is all of this: ${pieces.join(', ')}.`, {
    code: 'empty-selection',
    fix: `Name less, e.g. npm run museum ${pieces[0]}`,
  })
}

function fits({ exercise, belief, variant }: Exhibit, piece: string): boolean {
  return isExercise(exercise, piece) || piece === belief || piece === variant
}

function isExercise({ id, slug, number }: Exercise, piece: string): boolean {
  return piece === id || piece === slug || (/^\d{1,2}$/.test(piece) && Number(piece) === number)
}

function unknown(exhibits: readonly Exhibit[], piece: string): UsageError {
  const names = [...new Set(exhibits.flatMap(({ exercise, belief, variant }) => [exercise.id, belief, variant]))]
  const nearest = names.toSorted((a, b) => distance(piece, a) - distance(piece, b))[0]
  const isClose = nearest !== undefined && distance(piece, nearest) <= Math.max(3, nearest.length / 2)
  return new UsageError(`No exercise, belief or wrong program has the name "${piece}".`, {
    code: 'unknown-exhibit',
    fix: `${isClose ? `Did you mean ${nearest}? ` : ''}All names: npm run museum`,
  })
}
