import { median } from '../bench/figures.ts'
import type { Measured, Tallied } from './turns.ts'

/** Of so many gradings one may be ungradable; of wrong verdicts, none. */
export const GRADINGS_EACH_UNGRADABLE = 500

const HEADS = [
  'program',
  'provider',
  'runs quiet / under load',
  'passed',
  'wrong verdicts',
  'ungradable',
  'median ms',
  'worst ms',
]

/** Heads, a row for each program on each provider, and one for all together; median and worst are quiet / under load too. */
export function tableOf(measured: readonly Tallied[]): string[][] {
  const groups = grouped(measured, ({ program, provider }) => `${program} ${provider}`)
  const rows = groups.map((own) => rowOf(own[0]?.program ?? '', own[0]?.provider ?? '', own))
  return [HEADS, ...rows, ...(rows.length > 1 ? [rowOf('all', '', measured)] : [])]
}

/** Whether the promise holds: something was measured, nobody was told wrong, and at most 1 of 500 was ungradable. */
export function holds(measured: readonly Tallied[]): boolean {
  const ungradable = countOf(measured, 'ungradable')
  return (
    measured.length > 0 && countOf(measured, 'wrong') === 0 && ungradable * GRADINGS_EACH_UNGRADABLE <= measured.length
  )
}

/** The same in words. */
export function outcomeOf(measured: readonly Tallied[]): string {
  const [wrong, ungradable] = [countOf(measured, 'wrong'), countOf(measured, 'ungradable')]
  return `${measured.length} gradings of correct programs: ${wrong} wrong verdicts, ${ungradable} ungradable.`
}

/** What did not pass: the verdict, the seed and why, each once with how often it was so. */
export function faultsOf(measured: readonly Tallied[]): string[] {
  const failed = measured.filter(({ verdict }) => verdict !== 'passed')
  const groups = grouped(failed, ({ verdict, program, provider, why }) => [verdict, program, provider, why].join('\n'))
  return groups.flatMap((own) => {
    const [first] = own
    if (!first) return []
    const seeds = own.map(({ seed, loaded }) => `${seed}${loaded ? ' under load' : ''}`).join(', ')
    const verdict = first.verdict === 'wrong' ? 'wrong verdict' : 'ungradable'
    return [`${verdict}: ${first.program}, ${first.provider} (seed ${seeds}): ${first.why}`]
  })
}

/** The load averages that were seen, quiet and under load: the median, and from where to where. */
export function loadsOf(measured: readonly Measured[]): string {
  return [false, true]
    .flatMap((loaded) => {
      const loads = measured.filter((one) => one.loaded === loaded).map(({ load }) => load)
      if (loads.length === 0) return []
      const [low, middle, high] = [Math.min(...loads), median(loads), Math.max(...loads)].map((load) => load.toFixed(1))
      return [`${middle} ${loaded ? 'under load' : 'quiet'} (${low} to ${high})`]
    })
    .join(', ')
}

function rowOf(program: string, provider: string, measured: readonly Tallied[]): string[] {
  const [quiet, loaded] = [false, true].map((kind) => measured.filter((one) => one.loaded === kind)) as [
    Tallied[],
    Tallied[],
  ]
  const both = (of: (own: readonly Tallied[]) => string) => `${of(quiet)} / ${of(loaded)}`
  const times = (of: (values: readonly number[]) => number) =>
    both((own) => (own.length === 0 ? '–' : Math.round(of(own.map(({ ms }) => ms))).toString()))
  return [
    program,
    provider,
    both(({ length }) => String(length)),
    ...(['passed', 'wrong', 'ungradable'] as const).map((verdict) => String(countOf(measured, verdict))),
    times(median),
    times((values) => Math.max(...values)),
  ]
}

function countOf(measured: readonly Tallied[], verdict: Measured['verdict']): number {
  return measured.filter((one) => one.verdict === verdict).length
}

/** Those with the same key together, in the order of their keys. */
function grouped(measured: readonly Tallied[], keyOf: (one: Tallied) => string): Tallied[][] {
  const groups = new Map<string, Tallied[]>()
  for (const one of measured) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own)
}
