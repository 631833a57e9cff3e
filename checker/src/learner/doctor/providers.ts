import { findJava, findPrograms, installAdvice, jarsAreCached, noEngine, supervisorStatus } from '../../broker/index.ts'
import { isWorkshopError, messageOf } from '../../errors/index.ts'
import type { DoctorFinding } from './findings.ts'

/** What each way of having a broker needs, and whether it is here. */
export async function lookAtProviders(root: string, env: NodeJS.ProcessEnv): Promise<DoctorFinding[]> {
  return Promise.all([warm(), docker(env), java(env), maven(root, env)])
}

async function warm(): Promise<DoctorFinding> {
  const what = 'warm broker'
  const status = await supervisorStatus().catch(() => undefined)
  const broker = status?.brokers[0]
  if (!broker) return { what, state: 'fine', found: 'none' }
  return { what, state: 'fine', found: `Kafka ${broker.kafkaVersion} at ${broker.bootstrap} (${broker.provider})` }
}

async function docker(env: NodeJS.ProcessEnv): Promise<DoctorFinding> {
  const trouble = await noEngine(env)
  if (!trouble) return { what: 'Docker', state: 'fine', found: 'an engine answers' }
  return { what: 'Docker', state: 'lacking', found: trouble.message, advice: trouble.fix }
}

async function java(env: NodeJS.ProcessEnv): Promise<DoctorFinding> {
  try {
    const { version, executable } = await findJava(env)
    return { what: 'Java', state: 'fine', found: `${version} (${executable})` }
  } catch (error) {
    if (!isWorkshopError(error)) throw error
    return { what: 'Java', state: 'lacking', found: messageOf(error), advice: error.fix }
  }
}

async function maven(root: string, env: NodeJS.ProcessEnv): Promise<DoctorFinding> {
  const what = 'Maven'
  if (env.KAFKA_HOME) return { what, state: 'fine', found: `not needed: KAFKA_HOME is ${env.KAFKA_HOME}` }
  if (jarsAreCached(root)) return { what, state: 'fine', found: "not needed: Kafka's jars are in the cache" }
  const [path] = await findPrograms('mvn', env)
  if (path !== undefined) return { what, state: 'fine', found: path }
  return { what, state: 'lacking', found: 'not on the PATH', advice: `To use Java, ${await installAdvice('maven')}.` }
}
