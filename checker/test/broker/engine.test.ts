import { execa } from 'execa'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import { type Socket, createServer as createSocketServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noEngine } from '../../src/broker/index.ts'
import { dockerAdviceFor, refusalAdvice } from '../../src/broker/container/docker-advice.ts'
import type { System } from '../../src/broker/system.ts'
import { scene } from './harness/scene.ts'

let place: ReturnType<typeof scene>
let socket: string
beforeEach(() => {
  place = scene()
  socket = join(place.dir, 'docker.sock')
})
afterEach(() => place[Symbol.dispose]())

const asked = () => noEngine({ DOCKER_HOST: `unix://${socket}` })

async function listening<T extends Server | ReturnType<typeof createSocketServer>>(server: T): Promise<T> {
  await once(server.listen(socket), 'listening')
  return server
}

/** One that reads what it is sent, else it never ends. */
const quiet = (connection: Socket) => connection.on('error', () => undefined).resume()

describe('an engine', () => {
  test('that answers is one', async () => {
    await using _ = await listening(createServer((_, response) => response.end('OK')))
    expect(await asked()).toBeUndefined()
  })

  test('that DOCKER_HOST names, and that is not there, is told by its place', async () => {
    expect(await asked()).toMatchObject({
      code: 'engine-unusable',
      exitCode: 3,
      message: `there is no Docker engine at ${socket}, which DOCKER_HOST names`,
      fix: 'Start it, or take DOCKER_HOST out of the environment.',
    })
  })

  test('that was killed, and left its socket, does not run', async () => {
    const script = `require('node:net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`
    await execa(process.execPath, ['-e', script], { reject: false })
    expect(existsSync(socket)).toBe(true)
    expect(await asked()).toMatchObject({
      message: `the Docker engine does not run (${socket})`,
      fix: expect.stringMatching(/^Start it: /) as string,
    })
  })

  test('that is paused takes connections and says nothing: it is not waited for', async () => {
    await using _ = await listening(createSocketServer((connection) => void quiet(connection)))
    const begun = performance.now()
    expect(await asked()).toMatchObject({
      message: `the Docker engine (${socket}) is not ready: it does not answer within 3 s`,
      fix: expect.stringMatching(/^Wait until it has started, or restart it: /) as string,
    })
    expect(performance.now() - begun).toBeLessThan(20_000)
  })

  test('that is starting says so by its status', async () => {
    await using _ = await listening(createServer((_, response) => response.writeHead(503).end()))
    expect((await asked())?.message).toContain('is not ready: it answers with HTTP status 503')
  })

  test('that answers garbage is none', async () => {
    await using _ = await listening(createSocketServer((connection) => void quiet(connection).end('hello\n')))
    expect((await asked())?.message).toContain('is not ready: it does not speak HTTP')
  })
})

describe('what to do about Docker', () => {
  const linux = (osRelease: string, more: Partial<System> = {}): System => ({
    platform: 'linux',
    osRelease,
    wsl: false,
    systemd: true,
    ...more,
  })
  const systems = {
    Ubuntu: linux('ID=ubuntu\nID_LIKE=debian\n'),
    'Debian without systemd': linux('ID=debian\n', { systemd: false }),
    Fedora: linux('ID=fedora\n'),
    Arch: linux('ID=arch\n'),
    Alpine: linux('ID=alpine\n', { systemd: false }),
    NixOS: linux('ID=nixos\n'),
    macOS: { platform: 'darwin', osRelease: '', wsl: false, systemd: false },
    WSL2: linux('ID=ubuntu\nID_LIKE=debian\n', { wsl: true }),
  } satisfies Record<string, System>
  type Name = keyof typeof systems

  test.each<[Name, string]>([
    ['Ubuntu', 'install Docker (sudo apt install docker.io).'],
    ['Fedora', 'install Docker (sudo dnf install moby-engine).'],
    ['Arch', 'install Docker (sudo pacman -S docker).'],
    ['NixOS', 'install Docker (https://docs.docker.com/engine/install).'],
    ['macOS', 'install Docker (brew install --cask docker-desktop).'],
    [
      'WSL2',
      'install Docker Desktop in Windows and turn on its WSL integration for this Linux, or install Docker (sudo apt install docker.io).',
    ],
  ])('where it is not installed, on %s', async (name, fix) => {
    const advice = await dockerAdviceFor({ kind: 'absent' }, systems[name])
    expect(advice).toEqual({ reason: 'no Docker engine was found', fix: `To run Kafka in containers, ${fix}` })
  })

  test.each<[Name, string | undefined, string]>([
    ['Ubuntu', undefined, 'sudo systemctl start docker'],
    ['Ubuntu', '/run/user/1000/docker.sock', 'systemctl --user start docker'],
    ['Ubuntu', '/home/ana/.docker/desktop/docker.sock', 'systemctl --user start docker-desktop'],
    ['Debian without systemd', '/var/run/docker.sock', 'sudo service docker start'],
    ['Fedora', undefined, 'sudo systemctl start docker'],
    ['Arch', undefined, 'sudo systemctl start docker'],
    ['Alpine', undefined, 'sudo rc-service docker start'],
    ['macOS', undefined, 'open -a Docker'],
    ['WSL2', undefined, 'sudo systemctl start docker (or start Docker Desktop in Windows, if you have that)'],
  ])('where it does not run, on %s (socket: %s)', async (name, at, how) => {
    expect((await dockerAdviceFor({ kind: 'stopped', socket: at }, systems[name])).fix).toBe(`Start it: ${how}`)
  })

  const ana = { user: 'ana', group: 'docker', listed: false }
  test.each<[Name, typeof ana, string]>([
    ['Ubuntu', ana, 'Join the group that may: sudo usermod -aG docker ana; then log out and in again.'],
    ['Fedora', ana, 'Join the group that may: sudo usermod -aG docker ana; then log out and in again.'],
    ['Arch', ana, 'Join the group that may: sudo usermod -aG docker ana; then log out and in again.'],
    ['Alpine', ana, 'Join the group that may: sudo addgroup ana docker; then log out and in again.'],
    ['WSL2', ana, 'Join the group that may: sudo usermod -aG docker ana; then open a new terminal.'],
    [
      'Ubuntu',
      { ...ana, listed: true },
      'You are in its group docker, but not yet in this session: log out and in again, or run: newgrp docker',
    ],
    [
      'macOS',
      ana,
      'Turn on "Allow the default Docker socket to be used" in the settings of Docker Desktop (Advanced).',
    ],
  ])('where this user may not use it, on %s', async (name, member, fix) => {
    const trouble = { kind: 'forbidden', socket: '/var/run/docker.sock' } as const
    expect(await dockerAdviceFor(trouble, systems[name], member)).toEqual({
      reason: 'this user may not use the Docker engine (/var/run/docker.sock)',
      fix,
    })
  })

  test.each([
    [
      '(HTTP code 404) driver not found - could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
      'docker network prune',
    ],
    ['(HTTP code 500) server error - write /var/lib/docker/tmp: no space left on device', 'docker system prune'],
    ['(HTTP code 500) server error - anything else', 'docker ps -a'],
  ])('where it answers, and says %s', (said, command) => {
    expect(refusalAdvice(said)).toContain(command)
  })
})
