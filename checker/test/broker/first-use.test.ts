import { once } from 'node:events'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findPrograms } from '../../src/broker/find-program.ts'
import { copyJars } from '../../src/broker/maven.ts'
import { freePort } from '../../src/broker/ports.ts'
import { StandInCommand, ROOT, pathWith, runs, scene } from './harness/scene.ts'

const POM = join(ROOT, 'checker/src/broker/kafka/pom.xml')
/** What the system's `mvn` script, node and ps need besides Java. */
const TOOLS = ['sh', 'uname', 'dirname', 'basename', 'expr', 'ls', 'readlink', 'cat', 'sed', 'tr', 'java', 'node', 'ps']

test('two first uses at once fetch the jars once; later ones ask Maven nothing, and spare broken class archives', async () => {
  using place = scene({ plain: false })
  const counter = join(place.dir, 'maven-runs')
  const [mvn] = await findPrograms('mvn', process.env)
  const counting = await pathWith(place.dir, { scripts: { mvn: `echo run >> '${counter}'\nexec '${mvn}' "$@"` } })
  const env = { PATH: `${counting}:${process.env.PATH}` }
  const commands = [new StandInCommand(place.dir, env), new StandInCommand(place.dir, env)]
  const started = await Promise.all(commands.map((command) => command.started(110_000)))
  expect(readFileSync(counter, 'utf8')).toBe('run\n')
  const said = commands.map((command) => command.said.join('\n'))
  expect(said.filter((text) => text.includes('Fetching Apache Kafka'))).toHaveLength(1)
  expect(said.filter((text) => text.includes('Another command is fetching'))).toHaveLength(1)
  await Promise.all(commands.map((command) => command.close()))
  expect(started.flatMap(({ pids }) => pids).some(runs)).toBe(false)
  // Which archives there are depends on the load: one that takes too long to write is given up. Never half of one.
  const folder = join(place.dir, 'cache', 'kafka-workshop', 'archives')
  const archives = readdirSync(folder)
  expect(archives).not.toEqual([])
  for (const name of archives) expect(name).toMatch(/^(kafka|zookeeper)-[0-9a-f]{16}\.jsa$/)

  // A broken archive costs time and nothing else.
  for (const name of archives) writeFileSync(join(folder, name), 'no archive')
  const later = new StandInCommand(place.dir, env)
  await later.started()
  await later.close()
  expect(later.facts.at(-1)).toEqual({ closed: true })
  expect(later.said.join('\n')).not.toMatch(/[Ff]etching/)
  expect(readFileSync(counter, 'utf8')).toBe('run\n')
}, 180_000)

async function copying(env: NodeJS.ProcessEnv, into: string) {
  return copyJars({ pom: POM, into, env: { ...process.env, ...env }, say: () => undefined })
}

/** Java finds the user's folder by itself, so a fresh one with these Maven settings is named to it. */
function mirroredAt(url: string, dir: string): NodeJS.ProcessEnv {
  const home = join(dir, 'java-home')
  mkdirSync(join(home, '.m2'), { recursive: true })
  const mirror = `<mirror><id>test</id><mirrorOf>*</mirrorOf><url>${url}</url></mirror>`
  writeFileSync(join(home, '.m2', 'settings.xml'), `<settings><mirrors>${mirror}</mirrors></settings>`)
  return { MAVEN_OPTS: `-Duser.home=${home}` }
}

test('without jars and without Maven: Maven is missing, and how to install it', async () => {
  using place = scene()
  const PATH = await pathWith(place.dir, { real: TOOLS })
  await expect(copying({ PATH }, place.dir)).rejects.toMatchObject({
    code: 'maven-missing',
    exitCode: 3,
    fix: expect.stringMatching(/install Maven \(.+\).*KAFKA_HOME/) as string,
  })
})

test('without jars and without a network: says which of the two is to blame', async () => {
  using place = scene()
  await expect(
    copying(mirroredAt(`http://127.0.0.1:${await freePort()}`, place.dir), join(place.dir, 'jars')),
  ).rejects.toMatchObject({
    code: 'no-network',
    message: expect.stringMatching(/not in the cache yet.*cannot reach/) as string,
  })
})

test.each([
  ['that has none of the jars', 404, ''],
  ['that is closed to us', 403, ''],
  ['whose files are not what their checksums say', 200, 'not what it should be'],
])('a repository %s is no missing network', async (_, status, body) => {
  using place = scene()
  await using server = createHttpServer((request, response) => {
    response.statusCode = status
    response.end(request.url?.endsWith('.sha1') ? '0'.repeat(40) : body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await expect(
    copying(mirroredAt(`http://127.0.0.1:${port}`, place.dir), join(place.dir, 'jars')),
  ).rejects.toMatchObject({ code: 'maven-failed' })
})
