import { catalog } from '../../catalog/index.ts'
import { isWorkshopError, messageOf } from '../../errors/index.ts'
import type { Bundle } from '../../grading/bundle.ts'
import { Grader } from '../../grading/grader.ts'
import type { ExerciseResult } from '../../report/index.ts'
import type { DoctorFinding } from './findings.ts'
import { lookAtMachine } from './machine.ts'
import { lookAtProviders } from './providers.ts'

export interface DoctorOptions {
  readonly root: string
  readonly bundle: Bundle
  readonly env: NodeJS.ProcessEnv
  readonly say: (line: string) => void
  readonly signal: AbortSignal
  readonly atEnd: (end: () => Promise<unknown>) => void
  /** Called with each finding as soon as it is known. */
  readonly found: (finding: DoctorFinding) => void
}

export interface Diagnosis {
  readonly findings: readonly DoctorFinding[]
  /** The grading of a reference solution; absent when there was no broker. */
  readonly result?: ExerciseResult
  /** Whether checks work here. */
  readonly healthy: boolean
}

/** It sends, and reads as a group: what most exercises ask of a broker. */
const TRIAL = 'simple-practice'

/** Looks at all that a check needs, then grades a reference solution: what works there works for learners. */
export async function diagnose(options: DoctorOptions): Promise<Diagnosis> {
  const { root, env, bundle, say, signal, atEnd, found } = options
  const findings: DoctorFinding[] = []
  const tell = (finding: DoctorFinding) => {
    findings.push(finding)
    found(finding)
  }
  for (const finding of await lookAtMachine(root)) tell(finding)
  for (const finding of await lookAtProviders(root, env)) tell(finding)
  const grader = Grader.create({ root, bundle, say, tellPassedOver: false, signal, env })
  atEnd(() => grader.end())
  try {
    const { description, passedOver } = await grader.broker()
    // Of what is lacking nobody need be told twice.
    for (const { provider, reason } of passedOver.filter(({ reason }) => findings.every((one) => one.found !== reason)))
      tell({ what: 'passed over', state: 'note', found: `${provider}: ${reason}` })
    tell({ what: 'broker', state: 'fine', found: description })
  } catch (error) {
    tell({
      what: 'broker',
      state: 'lacking',
      found: messageOf(error),
      ...(isWorkshopError(error) && { advice: error.fix }),
    })
    return { findings, healthy: false }
  }
  const exercise = catalog(root).find(TRIAL)
  const result = await grader.grade({ exercise, source: { kind: 'solution' } })
  signal.throwIfAborted()
  const healthy = result.status === 'passed'
  const said = `the solution of ${exercise.id}: ${result.status} in ${(result.ms / 1_000).toFixed(1)} s`
  tell(
    healthy
      ? { what: 'check', state: 'fine', found: said }
      : {
          what: 'check',
          state: 'lacking',
          found: said,
          advice: result.fault ?? 'Send the file of --bundle to the keepers.',
        },
  )
  return { findings, result, healthy }
}
