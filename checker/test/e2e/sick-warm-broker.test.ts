import { describe, expect, test } from 'vitest'
import { freePort } from '../../src/broker/ports.ts'
import { check } from './harness/check.ts'
import { run } from './harness/command.ts'
import { Place } from './harness/place.ts'
import { User } from './harness/user.ts'

describe('a broker that was kept warm and is sick', () => {
  test('is ended and replaced by the next check, on the port on which it was started by hand', async () => {
    using place = new Place()
    await using user = new User(place)
    const port = await freePort()
    await run(['broker', 'start', '--port', String(port), '--provider', 'embedded'], user)
    for (const [jvm, ailment] of [
      ['kafka', 'does not answer'],
      ['zookeeper', 'answers, but changes nothing any more, as when its ZooKeeper is gone'],
    ] as const) {
      const sick = user.jvm(jvm)
      process.kill(sick, 'SIGSTOP')
      const { exitCode, stderr } = await check(['--solution', '--part', '1'], { env: user.env })
      expect({ exitCode, stderr }).toEqual({
        exitCode: 0,
        stderr: expect.stringMatching(
          new RegExp(`^The broker that was kept warm ${ailment}: .*\\. It is ended, and another one started\\.\n$`),
        ) as string,
      })
      expect(user.jvm(jvm)).not.toBe(sick)
    }
    expect((await run(['broker', 'status'], user)).stdout).toContain(`at 127.0.0.1:${port} (embedded)`)
    await user.stopBroker()
    expect(user.processes()).toEqual([])
  })

  test('or whose keeper hangs is not waited for: the check starts its own, and says so', async () => {
    using place = new Place()
    await using user = new User(place)
    expect((await check(['--solution', '--part', '2'], { env: user.env })).exitCode).toBe(0)
    const supervisor = user.processes().find(({ text }) => text.includes('launch.mjs supervise'))?.pid ?? 0
    process.kill(supervisor, 'SIGSTOP')
    try {
      const { exitCode, stderr, result } = await check(['--solution', '--part', '2'], { env: user.env })
      expect({ exitCode, stderr }).toEqual({
        exitCode: 0,
        stderr: 'The process that keeps a broker warm does not answer. This command starts its own.\n',
      })
      expect(result.versions.provider).toBe('embedded')
    } finally {
      process.kill(supervisor, 'SIGCONT')
      await user.stopBroker()
    }
    expect(user.processes()).toEqual([])
  })
})
