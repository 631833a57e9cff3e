import { existsSync } from 'node:fs'
import { type IncomingMessage, get } from 'node:http'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError, messageOf } from '../../errors/index.ts'
import { existingPrograms, findPrograms } from '../find-program.ts'
import { type EngineTrouble, dockerAdvice } from './docker-advice.ts'

/** An engine answers in some milliseconds; one that is starting, or is paused, takes connections and says nothing. */
const ANSWER_LIMIT_MS = 3_000

/**
 * Why no container can be started here, and what to do about it; undefined when an engine answers. Asked before testcontainers is
 * loaded, which takes a third of a second. Codes: `no-engine` where Docker is not installed, else `engine-unusable`.
 */
export async function noEngine(env: NodeJS.ProcessEnv): Promise<EnvironmentError | undefined> {
  const host = env.DOCKER_HOST ?? ''
  // Another machine's engine, perhaps: whether it answers is seen when it is asked.
  if (host !== '' && !host.startsWith('unix://')) return undefined
  const named = host === '' ? undefined : host.slice('unix://'.length)
  const found = (named === undefined ? usualSockets(env) : [named]).filter((path) => existsSync(path))
  const troubles = await Promise.all(found.map(troubleAt))
  if (troubles.includes(undefined)) return undefined
  return asError(troubles[0] ?? (await withoutSocket(env, named)))
}

/** Whether a container may have that port of this machine: an engine says so, or is there and does not tell us. */
export async function mayPublish(port: number, env: NodeJS.ProcessEnv): Promise<boolean> {
  const host = env.DOCKER_HOST ?? ''
  // The ports of another machine's engine are there, not here.
  if (host !== '' && !host.startsWith('unix://')) return false
  const sockets = host === '' ? usualSockets(env) : [host.slice('unix://'.length)]
  const answers = await Promise.all(
    sockets
      .filter((path) => existsSync(path))
      .map((path) => publishes(path, port).catch((error: unknown) => !isGone(error))),
  )
  return answers.includes(true)
}

async function publishes(socketPath: string, port: number): Promise<boolean> {
  const { body } = await ask(socketPath, '/containers/json')
  const containers = JSON.parse(body) as { Ports?: { PublicPort?: number }[] }[]
  return containers.some(({ Ports }) => Ports?.some(({ PublicPort }) => PublicPort === port))
}

/** Where engines listen, as testcontainers looks for them. */
function usualSockets(env: NodeJS.ProcessEnv): string[] {
  const home = homedir()
  return [
    '/var/run/docker.sock',
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(home, '.docker', 'run', 'docker.sock'),
    join(home, '.docker', 'desktop', 'docker.sock'),
    `/run/user/${process.getuid?.()}/docker.sock`,
  ]
}

/** Undefined when an engine answers there. */
async function troubleAt(socket: string): Promise<EngineTrouble | undefined> {
  try {
    const { statusCode = 0 } = await ask(socket, '/_ping')
    return statusCode === 200 ? undefined : { kind: 'mute', socket, said: `it answers with HTTP status ${statusCode}` }
  } catch (error) {
    if (codeOf(error) === 'EACCES') return { kind: 'forbidden', socket }
    if (isGone(error)) return { kind: 'stopped', socket }
    // HPE: what Node's HTTP parser says of an answer that is none.
    return {
      kind: 'mute',
      socket,
      said: codeOf(error)?.startsWith('HPE_') ? 'it does not speak HTTP' : messageOf(error),
    }
  }
}

/** Nobody listens there any more. */
function isGone(error: unknown): boolean {
  return ['ECONNREFUSED', 'ENOENT'].includes(codeOf(error) ?? '')
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

/** A stopped engine takes its socket along, mostly. */
async function withoutSocket(env: NodeJS.ProcessEnv, named: string | undefined): Promise<EngineTrouble> {
  if (named !== undefined) return { kind: 'elsewhere', socket: named }
  const installed = [
    ...(await findPrograms('dockerd', env)),
    ...(await existingPrograms(['/usr/sbin/dockerd', '/Applications/Docker.app/Contents/MacOS/Docker'])),
  ]
  return installed.length > 0 ? { kind: 'stopped', socket: undefined } : { kind: 'absent' }
}

async function asError(trouble: EngineTrouble): Promise<EnvironmentError> {
  const { reason, fix } = await dockerAdvice(trouble)
  return new EnvironmentError(reason, { code: trouble.kind === 'absent' ? 'no-engine' : 'engine-unusable', fix })
}

function ask(socketPath: string, path: string): Promise<{ statusCode: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    // Whatever comes drop by drop ends at that time too.
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS)
    const fail = (error: Error) =>
      reject(signal.aborted ? new Error(`it does not answer within ${ANSWER_LIMIT_MS / 1_000} s`) : error)
    const answer = (response: IncomingMessage) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (body += chunk))
      response.on('end', () => resolve({ statusCode: response.statusCode, body }))
      response.on('error', fail)
    }
    get({ socketPath, path, signal, headers: { Host: 'docker' } }, answer).on('error', fail)
  })
}
