import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError } from '../../errors/index.ts'
import { cacheFolder } from '../cache.ts'

/** What sun_path of sockaddr_un(7) holds on macOS, the shorter one, less the byte that ends it. */
const LONGEST_SOCKET_PATH = 103

export interface SupervisorPlace {
  readonly socket: string
  /** Held while a supervisor takes the socket's path over from one that is gone. */
  readonly lock: string
  readonly log: string
}

/**
 * Where the supervisor of this user and cache is found; its folder is made, for this user alone. Throws EnvironmentError
 * `no-place-for-socket` where no such folder can be.
 */
export function supervisorPlace(): SupervisorPlace {
  const preferred = join(cacheFolder(), 'supervisor')
  const fits = Buffer.byteLength(join(preferred, 'socket')) <= LONGEST_SOCKET_PATH
  const folder = fits ? preferred : join(tmpdir(), `kw-${userInfo().uid}-${nameOf(preferred)}`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw noPlace(folder, 'it cannot be made', cause)
  }
  // In a temp folder that all users share, somebody else may have been there first.
  if (lstatSync(folder).uid !== userInfo().uid) throw noPlace(folder, 'it belongs to another user')
  return { socket: join(folder, 'socket'), lock: join(folder, 'lock'), log: join(folder, 'log') }
}

function nameOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12)
}

/** `no-place-for-socket`. */
export function noPlace(folder: string, why: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError(`No broker can be kept warm: the folder ${folder} cannot be used, ${why}.`, {
    code: 'no-place-for-socket',
    fix: 'Make that folder writable, or point XDG_CACHE_HOME at another one.',
    cause,
  })
}
