import { execaSync } from 'execa'
import { chownSync, cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cacheFolder } from '../../src/broker/cache.ts'
import { ifSkipped, noContainers } from '../support/containers.ts'
import { LONG, withWorkshopPort } from '../support/workshop-port.ts'
import { type CommandOptions, run } from './harness/command.ts'
import { NOBODY, canBeNobody } from './harness/nobody.ts'
import { Place } from './harness/place.ts'

/** Hides the engine's socket, as it is when the engine was stopped: everything under /run, for one command. */
const STOPPED = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs none /run && exec "$@"', 'sh']
/** Of a user who is not root, or in a container, the kernel refuses that. */
const mayHide = !execaSync(STOPPED[0]!, [...STOPPED.slice(1), 'true'], { reject: false }).failed
const isInstalled = existsSync('/usr/sbin/dockerd')

/** Without a wish the check passes with Java and says why; with one for containers it ends with 3 and says what to do. */
async function expectReason(reason: RegExp, fix: RegExp, { env, ...options }: CommandOptions): Promise<void> {
  const told = new RegExp(`container is passed over: ${reason.source}\n  ${fix.source}\n`)
  const passed = await run(['check', '03', '--solution', '--part', '1'], {
    ...options,
    env: { ...env, WORKSHOP_BROKER: undefined },
  })
  expect(passed).toMatchObject({ exitCode: 0, leftovers: [], stdout: expect.stringContaining('embedded') as string })
  expect(passed.stderr).toMatch(told)
  const refused = await run(['check', '03'], { ...options, env: { ...env, WORKSHOP_BROKER: 'container' } })
  expect(refused).toMatchObject({ exitCode: 3, leftovers: [], stdout: '' })
  expect(refused.stderr).toMatch(
    new RegExp(
      `There is no Kafka to use:\n  container: ${reason.source}\n${fix.source}\nOr set WORKSHOP_BROKER=embedded`,
    ),
  )
}

describe('why containers cannot be used is told, with what to do; without a wish Java is taken', () => {
  test.skipIf(!mayHide || !isInstalled)('Docker is installed, and does not run', LONG, async (context) => {
    await withWorkshopPort(context, () =>
      expectReason(/Docker is installed, but does not run/, /Start it: sudo .*docker.*/, { through: STOPPED }),
    )
  })

  test.skipIf(noContainers ?? !canBeNobody())(`this user may not use the engine${ifSkipped}`, LONG, async (context) => {
    await withWorkshopPort(context, async () => {
      using place = new Place()
      chownSync(place.dir, NOBODY, NOBODY)
      const [HOME, XDG_CACHE_HOME] = [place.folder('home'), place.folder('cache')]
      for (const shared of ['kafka', 'archives'])
        cpSync(join(cacheFolder(), shared), join(XDG_CACHE_HOME, 'kafka-workshop', shared), { recursive: true })
      execaSync('chown', ['-R', `${NOBODY}:${NOBODY}`, place.dir])
      await expectReason(
        /this user may not use the Docker engine \(.*docker\.sock\)/,
        /Join the group that may: sudo .*docker.*; then log out and in again\./,
        { uid: NOBODY, env: { HOME, XDG_CACHE_HOME } },
      )
    })
  })

  test.skipIf(noContainers)(`an image is not here, and its registry refuses${ifSkipped}`, async () => {
    const env = { WORKSHOP_BROKER: 'container', KAFKA_IMAGE: '127.0.0.1:1/kafka:1' }
    const { exitCode, stdout, stderr, leftovers } = await run(['check', '03'], { env })
    expect({ exitCode, stdout, leftovers }).toEqual({ exitCode: 3, stdout: '', leftovers: [] })
    expect(stderr).toMatch(
      /Fetching the image 127\.0\.0\.1:1\/kafka:1, once …\n[^]*container: the image 127\.0\.0\.1:1\/kafka:1 is not here and cannot be fetched: .*connection refused\nLook at the network, and at KAFKA_IMAGE/,
    )
  })
})
