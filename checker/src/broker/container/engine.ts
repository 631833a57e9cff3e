import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Why no container can be started here; undefined when an engine seems to answer. Looked at before testcontainers is loaded,
 * which takes a third of a second.
 */
export async function noEngine(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const host = env.DOCKER_HOST ?? ''
  // Another machine's engine, perhaps: whether it answers is seen when it is asked.
  if (host !== '' && !host.startsWith('unix://')) return undefined
  const sockets = host === '' ? usualSockets(env) : [host.slice('unix://'.length)]
  const found = sockets.filter((path) => existsSync(path))
  if (found.length === 0) return 'no Docker engine was found'
  const reasons = await Promise.all(found.map(refusal))
  return reasons.includes(undefined) ? undefined : reasons[0]
}

function usualSockets(env: NodeJS.ProcessEnv): string[] {
  const home = homedir()
  return [
    '/var/run/docker.sock',
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(home, '.docker', 'run', 'docker.sock'),
    join(home, '.docker', 'desktop', 'docker.sock'),
  ]
}

async function refusal(path: string): Promise<string | undefined> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return undefined
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    return code === 'EACCES'
      ? `this user may not use the Docker engine (${path}): add it to the group docker, and log in again`
      : `the Docker engine does not run (${path})`
  } finally {
    socket.destroy()
  }
}
