import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findJava, majorOf } from '../../src/broker/java.ts'
import { packageNamesOf } from '../../src/broker/install-advice.ts'
import { pathWith, scene } from './harness/scene.ts'

const says = (version: string) => `echo 'openjdk version "${version}" 2020-01-01' >&2`

describe.runIf(process.platform === 'linux')('the Java that Kafka is run with', () => {
  test('is the real one of this machine', async () => {
    const java = await findJava(process.env)
    expect(majorOf(java.version)).toBeGreaterThanOrEqual(17)
  })

  test('is told to be missing, with what to install, where there is none', async () => {
    using place = scene()
    await expect(findJava({ PATH: await pathWith(place.dir, {}) })).rejects.toMatchObject({
      code: 'java-missing',
      exitCode: 3,
      fix: expect.stringMatching(/install Java 17 or newer \(.+\)/) as string,
    })
    await expect(findJava({})).rejects.toMatchObject({ code: 'java-missing' })
  })

  test.each(['1.8.0_402', '11.0.22', '16'])('is told to be too old when it is %s', async (version) => {
    using place = scene()
    const PATH = await pathWith(place.dir, { scripts: { java: says(version) } })
    await expect(findJava({ PATH })).rejects.toMatchObject({
      code: 'java-too-old',
      message: expect.stringContaining(`Java ${version} (${join(PATH, 'java')})`) as string,
    })
  })

  test('is a newer one behind an old one, and that of JAVA_HOME before both', async () => {
    using place = scene()
    const old = await pathWith(place.dir, { scripts: { java: says('11.0.22') } })
    const newer = await pathWith(place.dir, { scripts: { java: says('21.0.4') } })
    const PATH = `${old}:${newer}`
    expect(await findJava({ PATH })).toEqual({ executable: join(newer, 'java'), version: '21.0.4', home: undefined })
    const home = join(place.dir, 'jdk')
    mkdirSync(home)
    const bin = await pathWith(home, { scripts: { java: 'exit 1' } })
    renameSync(bin, join(home, 'bin'))
    writeFileSync(join(home, 'release'), 'IMPLEMENTOR="x"\nJAVA_VERSION="25"\n')
    expect(await findJava({ PATH, JAVA_HOME: home })).toEqual({
      executable: join(home, 'bin', 'java'),
      version: '25',
      home,
    })
  })

  test('is not a program of that name which is no Java', async () => {
    using place = scene()
    const PATH = await pathWith(place.dir, { scripts: { java: 'echo "The operation couldn’t be completed."; exit 1' } })
    await expect(findJava({ PATH })).rejects.toMatchObject({ code: 'java-missing' })
  })
})

test.each([
  ['17.0.15', 17],
  ['1.8.0_402', 8],
  ['21-ea', 21],
  ['25', 25],
])('Java %s is Java %i', (version, major) => expect(majorOf(version)).toBe(major))

test.each([
  ['ID=ubuntu\nID_LIKE=debian\n', 'sudo apt install'],
  ['NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\n', 'sudo dnf install'],
  ['ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', 'sudo zypper install'],
  ['ID=plan9\n', undefined],
  ['', undefined],
])('the system %j installs with %s', (osRelease, install) => expect(packageNamesOf(osRelease)?.install).toBe(install))
