import { type Figure, figure, timed } from './figures.ts'

const ADDITIONS = 100_000_000
const values: number[] = []

/**
 * The same arithmetic, at each call: how fast the machine was while the other figures were taken. On a machine that others
 * share it changes by half within minutes, and with it every other figure.
 */
export async function machine(): Promise<Figure> {
  values.push(
    await timed(async () => {
      let sum = 0
      for (let n = 0; n < ADDITIONS; n += 1) sum += n
      return sum
    }),
  )
  return figure('the same sums, node', values)
}
