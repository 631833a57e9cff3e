import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../src/broker/ports.ts'
import { parseReport } from '../../src/report/parse.ts'
import { pathWith } from '../broker/harness/scene.ts'
import { check } from './harness/check.ts'
import { Command, run } from './harness/command.ts'
import { Place } from './harness/place.ts'

const OWN_BROKER = { WORKSHOP_BROKER: 'embedded' }
/** What a shell script like Maven's needs of the system. */
const TOOLS = ['sh', 'uname', 'dirname', 'basename', 'expr', 'ls', 'readlink', 'cat', 'sed', 'tr']

describe('without what Kafka needs, a check ends with 3 and says what to install', () => {
  test('Java is missing', async () => {
    using place = new Place()
    const env = { ...OWN_BROKER, JAVA_HOME: undefined, PATH: await pathWith(place.dir, { real: TOOLS }) }
    const { exitCode, stdout, stderr, leftovers, ms } = await run(['check', '03'], { env })
    expect({ exitCode, stdout, leftovers }).toEqual({ exitCode: 3, stdout: '', leftovers: [] })
    expect(stderr).toMatch(/There is no Kafka to use:\n {2}embedded: Java is not installed, or not on the PATH\./)
    expect(stderr).toMatch(/install Java 17 or newer \(.+\), or point JAVA_HOME at one/)
    expect(ms).toBeLessThan(20_000)
  })

  test('Java is too old', async () => {
    using place = new Place()
    const java = `echo 'openjdk version "11.0.22" 2024-01-16' >&2`
    const PATH = await pathWith(place.dir, { real: TOOLS, scripts: { java } })
    const env = { ...OWN_BROKER, JAVA_HOME: undefined, PATH }
    const { exitCode, stdout, stderr, leftovers } = await run(['check', '03'], { env })
    expect({ exitCode, stdout, leftovers }).toEqual({ exitCode: 3, stdout: '', leftovers: [] })
    expect(stderr).toContain(`Java 11.0.22 (${join(PATH, 'java')}) is too old`)
    expect(stderr).toMatch(/install Java 17 or newer/)
  })

  test('Maven is missing, and the jars are not in the cache', async () => {
    using place = new Place()
    const PATH = await pathWith(place.dir, { real: [...TOOLS, 'java'] })
    const env = { ...OWN_BROKER, KAFKA_HOME: undefined, PATH, XDG_CACHE_HOME: place.folder('cache') }
    const { exitCode, stdout, stderr, leftovers } = await run(['check', '03'], { env })
    expect({ exitCode, stdout, leftovers }).toEqual({ exitCode: 3, stdout: '', leftovers: [] })
    expect(stderr).toMatch(/Maven is not installed, and the jars of Kafka are not in the cache yet/)
    expect(stderr).toMatch(/install Maven \(.+\), or point KAFKA_HOME/)
  })

  test('there is no network, and the jars are not in the cache', async () => {
    using place = new Place()
    const home = place.folder('home', { '.m2/settings.xml': mirrorAt(`http://127.0.0.1:${await freePort()}`) })
    const env = {
      ...OWN_BROKER,
      KAFKA_HOME: undefined,
      XDG_CACHE_HOME: place.folder('cache'),
      // Java finds the user's folder by itself.
      MAVEN_OPTS: `-Duser.home=${home}`,
    }
    const { exitCode, stdout, stderr, leftovers } = await run(['check', '03'], { env })
    expect({ exitCode, stdout, leftovers }).toEqual({ exitCode: 3, stdout: '', leftovers: [] })
    expect(stderr).toMatch(/The jars of Kafka are not in the cache yet, and Maven cannot reach its repository/)
    expect(stderr).toMatch(/Run this once with a network/)
  })

  test('nobody answers at WORKSHOP_BROKER', async () => {
    const address = `127.0.0.1:${await freePort()}`
    const { exitCode, stdout, stderr, leftovers, ms } = await run(['check', '03'], {
      env: { WORKSHOP_BROKER: address },
    })
    expect({ exitCode, stdout, leftovers }).toEqual({ exitCode: 3, stdout: '', leftovers: [] })
    expect(stderr).toContain(address)
    expect(ms).toBeLessThan(20_000)
  })
})

test('with the jars in the cache neither Maven nor a network is needed', async () => {
  using place = new Place()
  const PATH = `${await pathWith(place.dir, { scripts: { mvn: 'exit 1' } })}:${process.env.PATH}`
  const nowhere = `http://127.0.0.1:${await freePort()}`
  const env = { ...OWN_BROKER, PATH, http_proxy: nowhere, https_proxy: nowhere }
  const { exitCode, result, stderr, leftovers } = await check(['--solution', '--part', '2'], { env })
  expect({ exitCode, stderr, leftovers }).toEqual({ exitCode: 0, stderr: '', leftovers: [] })
  expect(result).toMatchObject({ status: 'passed', versions: { provider: 'embedded' } })
})

test('when Kafka dies in the middle nobody is blamed and no attempt is lost', async () => {
  using place = new Place()
  const dir = place.folder('programs', { 'producer.ts': 'setInterval(() => undefined, 1_000)\n' })
  const report = join(place.dir, 'report.json')
  const args = ['check', '03', '--from', dir, '--part', '1', '--report', report, '--junit', '-']
  await using command = new Command(args, { env: OWN_BROKER })
  await command.until(() => command.programs().length === 2, 'both programs', 60_000)
  const jvm = command.processes().find(({ text }) => text.includes('kafka.Kafka'))
  process.kill(jvm?.pid ?? 0, 'SIGKILL')
  const killed = performance.now()
  const { exitCode, stdout, stderr } = await command.ended
  expect(exitCode).toBe(3)
  expect(performance.now() - killed).toBeLessThan(15_000)
  expect(stderr).toMatch(/Not graded.*\n.*This could not be graded, and that is not the fault of your programs/s)
  expect(stderr).toContain('Kafka ended in the middle.')
  expect(stderr).toContain('no attempt is lost')
  expect(stderr).not.toMatch(/\bSaw\b|belief|✘/)
  const [result] = parseReport(readFileSync(report, 'utf8'), report).results
  expect(result).toMatchObject({ status: 'ungradable', parts: [{ status: 'ungradable' }] })
  expect(result?.fault).toMatch(/^Kafka ended in the middle/)
  expect([result?.headline, ...(result?.tests.map(({ finding }) => finding) ?? [])].filter(Boolean)).toEqual([])
  expect(stdout).toMatch(/ failures="0" errors="[1-9]/)
  expect(await command.leftovers([])).toEqual([])
})

function mirrorAt(url: string): string {
  const mirror = `<mirror><id>test</id><mirrorOf>*</mirrorOf><url>${url}</url></mirror>`
  return `<settings><mirrors>${mirror}</mirrors></settings>`
}
