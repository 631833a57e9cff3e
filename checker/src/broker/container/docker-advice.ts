import { readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { installAdvice } from '../install-advice.ts'
import { type System, thisSystem } from '../system.ts'

/** What keeps an engine from being used. */
export type EngineTrouble =
  | { readonly kind: 'absent' }
  /** DOCKER_HOST names a socket that is not there. */
  | { readonly kind: 'elsewhere'; readonly socket: string }
  /** Without a socket where the engine took it along. */
  | { readonly kind: 'stopped'; readonly socket: string | undefined }
  | { readonly kind: 'forbidden'; readonly socket: string }
  /** It takes connections, and does not answer as an engine does. */
  | { readonly kind: 'mute'; readonly socket: string; readonly said: string }

/** Who may use a socket, and who we are. */
export interface Membership {
  readonly user: string
  /** The group of the socket. */
  readonly group: string
  /** The system's list has the user in that group, which a session learns when it begins. */
  readonly listed: boolean
}

export interface Advice {
  /** Ends no sentence, and begins none. */
  readonly reason: string
  /** Sentences. */
  readonly fix: string
}

/** What it is, and what to do about it, on this system and for this user. */
export async function dockerAdvice(trouble: EngineTrouble): Promise<Advice> {
  const member = trouble.kind === 'forbidden' ? await membership(trouble.socket) : undefined
  return dockerAdviceFor(trouble, await thisSystem(), member)
}

/** As `dockerAdvice`, for any system. */
export async function dockerAdviceFor(trouble: EngineTrouble, system: System, member?: Membership): Promise<Advice> {
  switch (trouble.kind) {
    case 'absent':
      return { reason: 'no Docker engine was found', fix: `To run Kafka in containers, ${await install(system)}.` }
    case 'elsewhere':
      return {
        reason: `there is no Docker engine at ${trouble.socket}, which DOCKER_HOST names`,
        fix: 'Start it, or take DOCKER_HOST out of the environment.',
      }
    case 'stopped':
      return {
        reason:
          trouble.socket === undefined
            ? 'Docker is installed, but does not run'
            : `the Docker engine does not run (${trouble.socket})`,
        fix: `Start it: ${service('start', trouble.socket, system)}`,
      }
    case 'forbidden':
      return {
        reason: `this user may not use the Docker engine (${trouble.socket})`,
        fix: permission(system, member),
      }
    case 'mute':
      return {
        reason: `the Docker engine (${trouble.socket}) is not ready: ${trouble.said}`,
        fix: `Wait until it has started, or restart it: ${service('restart', trouble.socket, system)}`,
      }
  }
}

/** What to do about an engine that answers, and does not start a container, by what it says. */
export function refusalAdvice(said: string): string {
  if (said.includes('address pool'))
    return 'The engine has no addresses left for a network: docker network prune removes the networks that nobody uses.'
  if (said.includes('no space left'))
    return "The engine's disk is full: docker system df shows by what, docker system prune removes what nobody uses."
  return 'See what the engine says: docker ps -a, docker logs.'
}

async function install(system: System): Promise<string> {
  const here = await installAdvice('docker', system)
  if (!system.wsl) return here
  return `install Docker Desktop in Windows and turn on its WSL integration for this Linux, or ${here}`
}

function service(verb: 'start' | 'restart', socket: string | undefined, system: System): string {
  if (system.platform === 'darwin') return verb === 'start' ? 'open -a Docker' : 'in the menu of Docker Desktop'
  if (socket?.includes('/.docker/')) return `systemctl --user ${verb} docker-desktop`
  if (socket?.startsWith('/run/user/')) return `systemctl --user ${verb} docker`
  const here = system.systemd
    ? `sudo systemctl ${verb} docker`
    : /^ID="?alpine/m.test(system.osRelease)
      ? `sudo rc-service docker ${verb}`
      : `sudo service docker ${verb}`
  return system.wsl ? `${here} (or ${verb} Docker Desktop in Windows, if you have that)` : here
}

function permission({ platform, osRelease, wsl }: System, member: Membership | undefined): string {
  if (platform === 'darwin')
    return 'Turn on "Allow the default Docker socket to be used" in the settings of Docker Desktop (Advanced).'
  const { user = '$USER', group = 'docker', listed = false } = member ?? {}
  const again = wsl ? 'open a new terminal' : 'log out and in again'
  if (listed) return `You are in its group ${group}, but not yet in this session: ${again}, or run: newgrp ${group}`
  const add = /^ID="?alpine/m.test(osRelease) ? `addgroup ${user} ${group}` : `usermod -aG ${group} ${user}`
  return `Join the group that may: sudo ${add}; then ${again}.`
}

async function membership(socket: string): Promise<Membership> {
  const user = userName()
  const gid = await stat(socket).then(
    (found) => found.gid,
    () => 0,
  )
  const groups = (await readFile('/etc/group', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'))
  const [name = '', , , members = ''] = groups.find(([, , id]) => id === String(gid)) ?? []
  // Nobody should join the group root; engines give their socket to the group docker when there is one.
  const usable = name !== '' && gid !== 0
  return { user, group: usable ? name : 'docker', listed: usable && members.split(',').includes(user) }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A user without an entry in the system's list.
    return '$USER'
  }
}
