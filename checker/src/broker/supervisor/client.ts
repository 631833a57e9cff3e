import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { EnvironmentError } from '../../errors/index.ts'
import { deferred, settlesWithin } from '../../timing/index.ts'
import {
  type Leased,
  PROTOCOL,
  type Reply,
  type Request,
  type Status,
  type WarmProvider,
  onMessage,
  send,
} from './messages.ts'
import { noPlace, supervisorPlace } from './place.ts'

/** A process that is started takes a fifth of a second to open its socket; this long means that it never will. */
const OPEN_LIMIT_MS = 20_000
const ASK_AGAIN_MS = 10
/** It says at once that it has heard; one that does not has been stopped, or hangs. */
const HEAR_LIMIT_MS = 5_000

export interface WarmLease extends Leased {
  /** Resolves when the broker dies, or the supervisor does. */
  readonly failed: Promise<EnvironmentError>
  readonly giveBack: () => void
}

export interface WarmOptions {
  readonly root: string
  readonly env: NodeJS.ProcessEnv
  readonly say: (line: string) => void
  readonly signal?: AbortSignal | undefined
  /** Null: whichever the supervisor has. */
  readonly provider: WarmProvider | null
}

/**
 * A lease of the supervisor's broker; the supervisor is started where there is none. Throws EnvironmentError: those of
 * `startEmbedded`, `no-place-for-socket`, and `no-supervisor` when none can be started.
 */
export async function leaseWarm(options: WarmOptions): Promise<WarmLease> {
  const old = await connected()
  const lease = old && (await leaseOver(old, options))
  // One that ends at this very moment hangs up on us: the next one is ours.
  const last = lease ?? (await leaseOver(await connectedToNew(options), options))
  if (!last) throw new EnvironmentError(HUNG_UP, { code: 'no-supervisor', fix: `See ${supervisorPlace().log}.` })
  return last
}

const HUNG_UP = 'The process that keeps a broker warm ended.'

/** Rejects, and hangs up, unless a first word comes within the limit. */
async function heardWithin(socket: Socket, heard: Promise<unknown>): Promise<void> {
  if (await settlesWithin(heard, HEAR_LIMIT_MS)) return
  socket.destroy()
  throw new EnvironmentError('The process that keeps a broker warm does not answer.', {
    code: 'no-supervisor',
    fix: 'It may have been stopped. Look for "launch.mjs supervise" in the list of processes, and end it.',
  })
}

/** Undefined when the supervisor hangs up before it gives or refuses the lease. */
async function leaseOver(socket: Socket, { say, signal, provider }: WarmOptions): Promise<WarmLease | undefined> {
  const failure = deferred<EnvironmentError>()
  const outcome = deferred<Leased | undefined>()
  const heard = deferred<true>()
  const hangUp = () => socket.destroy()
  signal?.addEventListener('abort', hangUp, { once: true })
  let given = false
  onMessage(socket, (message) => {
    const reply = message as Reply
    heard.resolve(true)
    if (reply.kind === 'say') say(reply.line)
    if (reply.kind === 'leased') outcome.resolve(reply)
    if (reply.kind === 'error') outcome.reject(new EnvironmentError(reply.message, reply))
    if (reply.kind === 'failed') failure.resolve(died(reply.message))
  })
  socket.once('close', () => {
    heard.resolve(true)
    outcome.resolve(undefined)
    if (!given) failure.resolve(died(HUNG_UP))
  })
  const giveBack = () => {
    given = true
    signal?.removeEventListener('abort', hangUp)
    socket.destroy()
  }
  send(socket, { want: 'lease', protocol: PROTOCOL, provider })
  try {
    await heardWithin(socket, heard.promise)
    const leased = await outcome.promise
    signal?.throwIfAborted()
    if (leased) return { ...leased, failed: failure.promise, giveBack }
  } catch (error) {
    giveBack()
    throw error
  }
  giveBack()
  return undefined
}

/**
 * What the supervisor says of itself; undefined when there is none, or one of another version of the workshop. Throws
 * EnvironmentError `no-supervisor` for one that is silent.
 */
export async function supervisorStatus(): Promise<Status | undefined> {
  const reply = await askOnce({ want: 'status' })
  return reply?.kind === 'status' && reply.protocol === PROTOCOL ? reply : undefined
}

/** Ends the supervisor and its brokers; false when there was none. */
export async function stopSupervisor(): Promise<boolean> {
  return (await askOnce({ want: 'stop' })) !== undefined
}

/** Starts a supervisor that never ends by itself, with a broker on `port`, and waits until that can be joined. */
export async function startSupervisor(options: WarmOptions, port: number): Promise<void> {
  const socket = await connectedToNew(options, ['--keep', '--port', String(port)])
  const lease = await leaseOver(socket, options)
  lease?.giveBack()
}

/** Its answer, once it has ended the connection: to `stop` that is when its process has ended. */
async function askOnce(request: Request): Promise<Reply | undefined> {
  const socket = await connected()
  if (!socket) return undefined
  let reply: Reply | undefined
  const heard = deferred<true>()
  const closed = deferred<true>()
  onMessage(socket, (message) => {
    heard.resolve(true)
    const { kind } = message as Reply
    if (kind !== 'heard') reply = message as Reply
  })
  socket.once('close', () => {
    heard.resolve(true)
    closed.resolve(true)
  })
  send(socket, request)
  await heardWithin(socket, heard.promise)
  await closed.promise
  return reply
}

/** Undefined when nobody listens. */
async function connected(): Promise<Socket | undefined> {
  const socket = connect(supervisorPlace().socket)
  try {
    await once(socket, 'connect')
  } catch {
    return undefined
  }
  socket.on('error', () => undefined)
  return socket
}

async function connectedToNew(
  { root, env, signal, provider }: WarmOptions,
  args: readonly string[] = [],
): Promise<Socket> {
  const child = started(root, env, [...args, ...(provider ? ['--first', provider] : [])])
  const deadline = performance.now() + OPEN_LIMIT_MS
  for (;;) {
    signal?.throwIfAborted()
    const socket = await connected()
    if (socket) return socket
    // 0: it saw another supervisor's socket, which may have gone since.
    if ((child.exitCode ?? 0) !== 0 || child.signalCode !== null || performance.now() > deadline) {
      throw new EnvironmentError('The process that keeps a broker warm could not be started.', {
        code: 'no-supervisor',
        fix: `See ${supervisorPlace().log}.`,
      })
    }
    await delay(ASK_AGAIN_MS)
  }
}

function started(root: string, env: NodeJS.ProcessEnv, args: readonly string[]): ChildProcess {
  const log = openedLog()
  try {
    const child = spawn(process.execPath, [join(root, 'checker', 'launch.mjs'), 'supervise', ...args], {
      cwd: root,
      // A session of its own: it outlives the terminal.
      detached: true,
      stdio: ['ignore', log, log],
      env: lasting(env),
    })
    child.on('error', () => undefined)
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

function openedLog(): number {
  const { log } = supervisorPlace()
  try {
    return openSync(log, 'w', 0o600)
  } catch (cause) {
    throw noPlace(dirname(log), 'it cannot be written', cause)
  }
}

/** Without what belongs to one command of npm. */
function lasting(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('npm_') && name !== 'INIT_CWD' && name !== 'NODE_OPTIONS'),
  )
}

function died(message: string): EnvironmentError {
  return new EnvironmentError(message, { code: 'broker-died', fix: 'Run the command again.' })
}
