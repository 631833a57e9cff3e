import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pathWith } from '../broker/harness/scene.ts'
import { run } from './harness/command.ts'
import { Place } from './harness/place.ts'

test('doctor tells what is here, grades a solution, and writes a file without secrets', async () => {
  using place = new Place()
  const file = join(place.dir, 'doctor.json')
  const env = {
    DOCKER_HOST: 'tcp://jo:opensesame@127.0.0.1:1',
    KAFKA_PASSWORD: 'opensesame',
    GITHUB_TOKEN: 'opensesame',
  }
  const { exitCode, stdout, leftovers } = await run(['doctor', '--bundle', file], { env })
  expect({ exitCode, leftovers }).toEqual({ exitCode: 0, leftovers: [] })
  expect(stdout).toMatch(/^ ✔ Node +\d+\.\d+\.\d+$/m)
  expect(stdout).toMatch(/^ ✔ Java +\d+/m)
  expect(stdout).toMatch(/^ ✔ broker +Kafka 3\.9 at .* \(WORKSHOP_BROKER\)$/m)
  expect(stdout).toMatch(/^ ✔ check +the solution of 03-simple-practice: passed in \d+\.\d s\n\nChecks work here\.$/m)
  const bundle = readFileSync(file, 'utf8')
  expect(bundle).not.toContain('opensesame')
  expect(JSON.parse(bundle)).toMatchObject({
    environment: { DOCKER_HOST: 'tcp://…@127.0.0.1:1' },
    result: { status: 'passed' },
  })
})

test('doctor tells what is lacking and what to install, and ends with 3', async () => {
  using place = new Place()
  const PATH = await pathWith(place.dir, { real: ['sh'] })
  const env = {
    PATH,
    JAVA_HOME: undefined,
    KAFKA_HOME: undefined,
    DOCKER_HOST: `unix://${place.dir}/none.sock`,
    XDG_CACHE_HOME: place.folder('cache'),
    WORKSHOP_BROKER: 'embedded',
  }
  const { exitCode, stdout, leftovers } = await run(['doctor'], { env })
  expect({ exitCode, leftovers }).toEqual({ exitCode: 3, leftovers: [] })
  expect(stdout).toMatch(
    /^ ✘ Docker +there is no Docker engine at .*none\.sock, which DOCKER_HOST names\n +Start it, or take DOCKER_HOST out of the environment\.$/m,
  )
  expect(stdout).toMatch(
    /^ ✘ Java +Java is not installed, or not on the PATH\.\n +To run Kafka here, install Java 17 or newer \(/m,
  )
  expect(stdout).toMatch(/^ ✘ Maven +not on the PATH\n +To use Java, install Maven \(/m)
  expect(stdout).toMatch(/^ ✘ broker +There is no Kafka to use:/m)
  expect(stdout).toMatch(/\nChecks do not work here yet\.\n$/)
})
