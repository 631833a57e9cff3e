import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Diagnosis, diagnose } from '../learner/doctor/doctor.ts'
import type { DoctorFinding } from '../learner/doctor/findings.ts'
import { visible } from '../report/visible.ts'
import { type CommandContext, userDir } from './context.ts'

const SIGNS = { fine: '✔', note: '·', lacking: '✘' } as const
const COLUMN = 12

/** Tells what is here and what is lacking; exit 0 when a check works, else 3. */
export async function doctor({ bundle: file }: { bundle?: string }, context: CommandContext): Promise<number> {
  const { root, bundle, say, signal, atEnd } = context
  const diagnosis = await diagnose({ root, bundle, env: process.env, say, signal, atEnd, found: print })
  process.stdout.write(diagnosis.healthy ? '\nChecks work here.\n' : '\nChecks do not work here yet.\n')
  if (file !== undefined) {
    writeFileSync(resolve(userDir(), file), bundleOf(diagnosis))
    process.stdout.write(`Written to ${file}: look through it before you attach it to a report.\n`)
  }
  return diagnosis.healthy ? 0 : 3
}

function print({ what, state, found, advice }: DoctorFinding): void {
  const line = ` ${SIGNS[state]} ${what.padEnd(COLUMN)} ${found}`
  process.stdout.write(`${visible(line)}\n`)
  if (advice !== undefined) process.stdout.write(`${' '.repeat(COLUMN + 4)}${visible(advice)}\n`)
}

/** What the workshop reads of the environment; other names may hold secrets. */
const READ = [
  'WORKSHOP_BROKER',
  'WORKSHOP_WARM_MINUTES',
  'KAFKA_HOME',
  'KAFKA_BROKERS',
  'KAFKA_IMAGE',
  'ZOOKEEPER_IMAGE',
  'JAVA_HOME',
  'DOCKER_HOST',
]

/** Findings, result and environment as JSON, without the password that a URL may hold. */
function bundleOf({ findings, result }: Diagnosis): string {
  const environment = Object.fromEntries(
    READ.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value.replace(/\/\/[^/@]*@/, '//…@')]]
    }),
  )
  return `${JSON.stringify({ findings, environment, result }, null, 2)}\n`
}
