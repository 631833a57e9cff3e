import type { Picture, Row } from './picture.ts'

/** Of each row, which lanes are there when it is over: a process is between its start and its end, all else always. */
export interface Lifeline {
  readonly before: readonly boolean[]
  readonly after: readonly boolean[]
}

export function lifelinesOf({ lanes, rows }: Pick<Picture, 'lanes' | 'rows'>): Lifeline[] {
  const begins = (row: Row, lane: number) => row.kind === 'step' && row.sign === 'begin' && row.from === lane
  let alive = lanes.map((_, lane) => !rows.some((row) => begins(row, lane)))
  return rows.map((row) => {
    const before = alive
    if (row.kind === 'step' && row.from !== undefined && row.sign !== 'act')
      alive = alive.with(row.from, row.sign === 'begin')
    return { before, after: alive }
  })
}
