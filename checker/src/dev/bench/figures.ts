import { aligned } from '../columns.ts'

/** One measured figure. */
export interface Figure {
  readonly name: string
  readonly unit: 'ms' | '×' | 'MB' | '%'
  readonly values: readonly number[]
  /** The median must not exceed it; a floor has none. */
  readonly bound?: number
  readonly aim?: number
  readonly holds: boolean
}

export function figure(
  name: string,
  values: readonly number[],
  { bound, aim, unit = 'ms' }: Partial<Pick<Figure, 'bound' | 'aim' | 'unit'>> = {},
): Figure {
  return {
    name,
    unit,
    values,
    ...(bound !== undefined && { bound }),
    ...(aim !== undefined && { aim }),
    holds: bound === undefined || median(values) <= bound,
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]]
  return (low + high) / 2
}

/** The figures as text: minimum, median, maximum, bound and aim, a line each. */
export function table(figures: readonly Figure[]): string {
  const heads = ['', 'min', 'median', 'max', 'bound', 'aim', '']
  const rows = figures.map(({ name, unit, values, bound, aim, holds }) => {
    const shown = (value: number | undefined) => (value === undefined ? '' : withUnit(value, unit))
    const verdict = bound === undefined ? 'floor' : holds ? 'holds' : 'EXCEEDED'
    return [
      name,
      shown(Math.min(...values)),
      shown(median(values)),
      shown(Math.max(...values)),
      shown(bound),
      shown(aim),
      verdict,
    ]
  })
  return aligned([heads, ...rows])
}

function withUnit(value: number, unit: Figure['unit']): string {
  if (unit === '×') return `${value.toFixed(2)}×`
  return unit === '%' ? `${value.toFixed(1)} %` : `${Math.round(value)} ${unit}`
}

/** How long `act` takes, milliseconds. */
export async function timed(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await act()
  return performance.now() - begun
}

/** Takes a figure so many times, one after the other. */
export async function repeated(runs: number, act: () => Promise<number>): Promise<number[]> {
  const values: number[] = []
  for (let run = 0; run < runs; run += 1) values.push(await act())
  return values
}
