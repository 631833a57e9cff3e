import type { PartResult } from './schema.ts'

/** `3 of 4 points`. */
export function pointsOf(points: number, maxPoints: number): string {
  return `${points} of ${maxPoints} ${maxPoints === 1 ? 'point' : 'points'}`
}

/** What was earned besides, where a bonus was asked for among other parts: `, bonus 1 of 2,`; else nothing. */
export function bonusOf(parts: readonly PartResult[]): string {
  const extra = parts.filter(({ bonus }) => bonus)
  if (extra.length === 0 || extra.length === parts.length) return ''
  const [points, maxPoints] = [extra.map((part) => part.points), extra.map((part) => part.maxPoints)].map((numbers) =>
    numbers.reduce((sum, one) => sum + one, 0),
  )
  return `, bonus ${points} of ${maxPoints},`
}
