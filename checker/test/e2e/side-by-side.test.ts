import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Cluster } from '../../src/protocol/index.ts'
import { check, solution } from './harness/check.ts'
import { run } from './harness/command.ts'
import { Place, ROOT } from './harness/place.ts'
import { User } from './harness/user.ts'

const place = new Place()
let user: User
beforeAll(() => {
  user = new User(place)
})
afterAll(async () => {
  await user.stopBroker()
  place[Symbol.dispose]()
})

/** The solution, but for programs of which one shows a belief. */
function withWrong(program: 'producer.ts' | 'consumer.ts', belief: string, variant: string) {
  const wrong = readFileSync(join(ROOT, 'checker/hidden/03-simple-practice/wrong', belief, variant, program), 'utf8')
  return { 'producer.ts': solution('producer.ts'), 'consumer.ts': solution('consumer.ts'), [program]: wrong }
}

/** Four checks at once; of each its status, and the beliefs that it names. */
async function fourAtOnce(): Promise<[status: string, beliefs: string[]][]> {
  const checked = await Promise.all([
    check(['--solution'], user),
    check([], { env: user.env, programs: withWrong('producer.ts', 'no-key', 'left-out') }),
    check([], { env: user.env, programs: withWrong('consumer.ts', 'tombstone-crash', 'value-assumed') }),
    check(['--part', '3'], { env: user.env, programs: withWrong('consumer.ts', 'no-graceful-shutdown', 'no-handler') }),
  ])
  return checked.map(({ result, stderr, stdout }) => {
    const faults = result.fault === undefined ? [] : [`${result.fault}\n${stderr}\n${stdout}`]
    return [result.status, [...new Set(result.tests.flatMap(({ finding }) => finding?.belief ?? [])), ...faults]]
  })
}

const VERDICTS = [
  ['passed', []],
  ['failed', ['no-key']],
  ['failed', ['tombstone-crash']],
  ['failed', ['no-graceful-shutdown']],
]

test('four checks that race for the first broker get one, and each its own verdict', async () => {
  expect(await fourAtOnce()).toEqual(VERDICTS)
  expect(user.processes().filter(({ text }) => /\bkafka\.Kafka\b|\bQuorumPeerMain\b/.test(text))).toHaveLength(2)
})

test('four checks on a warm broker get each its own verdict, and leave nothing behind', async () => {
  expect(await fourAtOnce()).toEqual(VERDICTS)
  const { stdout } = await run(['broker', 'status'], user)
  expect(stdout).toMatch(/^leases +0$/m)
  await using cluster = await Cluster.connect(/ at (\S+) /.exec(stdout)?.[1] ?? '')
  expect((await cluster.topics()).filter((name) => !name.startsWith('__'))).toEqual([])
  expect(await cluster.listGroups()).toEqual([])
  // The supervisor, Kafka and ZooKeeper.
  expect(user.processes()).toHaveLength(3)
})
