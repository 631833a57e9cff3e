import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cluster } from '../../src/protocol/index.ts'
import type { ExerciseResult } from '../../src/report/schema.ts'
import { type Checked, check, findings } from '../e2e/harness/check.ts'
import { ROOT } from '../e2e/harness/place.ts'
import { TEST_PREFIX, testBroker, uniqueName } from '../support/broker.ts'
import { hostile } from './programs.ts'

/** What must come of a program; of each of the two ways to run it where they differ. */
interface Verdict {
  readonly status: ExerciseResult['status']
  /** What the first finding says it saw, or the fault of what could not be graded. */
  readonly told?: RegExp
  /** What the program itself said of how far it came, on standard error. */
  readonly said?: RegExp
}

interface Hostile {
  readonly name: string
  readonly open: Verdict
  readonly sandboxed?: Verdict
  /** Left out: as `hostile` says. */
  readonly part?: number
  /** Text of the file `where.txt` beside the program. */
  readonly where?: () => string
}

const foreignTopic = uniqueName('topic').replace(TEST_PREFIX, 'kw-somebody-')
const foreignGroup = foreignTopic.replace('topic', 'group')
let server: Server
let cluster: Cluster
beforeAll(async () => {
  cluster = await Cluster.connect(testBroker())
  await cluster.createTopics([{ name: foreignTopic, partitions: 1 }])
  await cluster.produce(foreignTopic, 0, [{ value: 'of somebody else' }])
  server = createServer((_, response) => response.end('a server')).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  server.close()
  await cluster.deleteTopics([foreignTopic])
  cluster.close()
})

/**
 * Programs that lie, take or break what is not theirs, and what must come of each. Those of which a report does not tell
 * enough have tests of their own, in `parents.test.ts`.
 */
const CORPUS: readonly Hostile[] = [
  { name: 'fork-bomb', open: { status: 'failed', told: /ended by the checker: more than 64 processes/ } },
  { name: 'detached-child', open: { status: 'passed' } },
  { name: 'double-fork', open: { status: 'passed' } },
  { name: 'exits-at-once', open: { status: 'failed', told: /^nothing in purchases/ } },
  { name: 'memory-bomb', open: { status: 'failed', told: /more than 512 MB of memory taken|allocation failed/i } },
  { name: 'gigabyte-of-output', open: { status: 'failed', told: /more than 64 MB printed/ } },
  {
    name: 'many-files',
    open: { status: 'passed', said: /made 20000 in many/ },
    sandboxed: { status: 'passed', said: /made 20000 in \/tmp/ },
  },
  {
    name: 'fills-the-disk',
    open: { status: 'not-started', said: /wrote 300000000/ },
    sandboxed: { status: 'not-started', said: /wrote [1-6]0000000\n.*wrote [1-6]0000000/s },
  },
  { name: 'takes-its-file-away', open: { status: 'passed' } },
  { name: 'squats-on-ports', open: { status: 'passed', said: /took [1-9]\d* ports/ } },
  {
    name: 'reads-hidden-tests',
    open: { status: 'passed', said: /found .*producer\.test\.ts/ },
    sandboxed: { status: 'passed', said: /found nothing/ },
  },
  {
    name: 'runs-the-solution',
    open: { status: 'passed' },
    sandboxed: { status: 'failed', told: /^nothing in purchases/ },
  },
  { name: 'imports-the-solution', open: { status: 'failed', told: /Could not resolve|lies outside of the exercise/ } },
  {
    name: 'reads-other-runs',
    open: { status: 'passed', said: /found other runs/ },
    sandboxed: { status: 'passed', said: /found nothing/ },
  },
  {
    name: 'reads-secrets',
    where: () => join(ROOT, 'package.json'),
    open: { status: 'passed', said: /found \{/ },
    sandboxed: { status: 'passed', said: /found nothing/ },
  },
  { name: 'reads-the-environment', open: { status: 'passed', said: /found nothing/ } },
  {
    name: 'forges-a-report',
    open: { status: 'failed', told: /^nothing in purchases/, said: /wrote a report/ },
    sandboxed: { status: 'failed', told: /^nothing in purchases/, said: /wrote nothing/ },
  },
  {
    name: 'edits-packages',
    open: { status: 'passed', said: /found packages that can be written/ },
    sandboxed: { status: 'passed', said: /found nothing/ },
  },
  { name: 'patches-the-runtime', open: { status: 'failed', told: /^nothing in purchases/ } },
  { name: 'deletes-its-topic', open: { status: 'passed', said: /refused: .*does not support/ } },
  {
    name: 'reads-a-foreign-topic',
    where: () => foreignTopic,
    open: { status: 'failed', told: /the checker refused the topic "kw-somebody-/, said: /found nothing/ },
  },
  {
    name: 'writes-to-a-foreign-topic',
    where: () => foreignTopic,
    open: { status: 'failed', told: /the checker refused the topic "kw-somebody-/ },
  },
  {
    name: 'forgets-the-names',
    open: { status: 'failed', told: /the checker refused the topic "purchases"/ },
  },
  {
    name: 'commits-for-a-foreign-group',
    where: () => foreignGroup,
    open: { status: 'failed', told: /the checker refused the group "kw-somebody-/ },
  },
  { name: 'resets-its-group', open: { status: 'failed', told: /still running 5 seconds after SIGTERM/ } },
  { name: 'answers-without-its-group', part: 2, open: { status: 'failed', told: /a member of the group mine/ } },
  { name: 'half-a-frame', open: { status: 'passed' } },
  { name: 'speaks-garbage', open: { status: 'ungradable', told: /producer and the broker could not be followed/ } },
  { name: 'claims-a-huge-frame', open: { status: 'ungradable', told: /a frame of 2147483647 bytes/ } },
  { name: 'forges-its-answer', open: { status: 'failed', told: /^m-1, .*: nothing happened to it$/, said: /forged/ } },
  {
    name: 'babbles-on-its-channel',
    open: { status: 'failed', told: /ended by the checker: a message that no host sends/ },
  },
  {
    name: 'leaves-with-success',
    open: { status: 'failed', told: /received; work\(\) did not come to its end: its process ended with exit code 0/ },
  },
  { name: 'pollutes-prototypes', open: { status: 'passed', said: /polluted/ } },
  {
    name: 'goes-past-the-wire',
    where: () => testBroker(),
    open: { status: 'passed', said: /found the broker/ },
    sandboxed: { status: 'passed', said: /found nothing/ },
  },
  {
    name: 'calls-out',
    where: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: { status: 'passed', said: /found a server/ },
    sandboxed: { status: 'passed', said: /found nothing/ },
  },
]

/** Grades the whole corpus in one of the two ways to run programs. */
export function testCorpus(title: string, { sandbox }: { readonly sandbox: boolean }): void {
  describe(title, () => {
    test.for(CORPUS)('$name', async ({ name, part, where, open, sandboxed = open }) => {
      const { status, told, said } = sandbox ? sandboxed : open
      const checked = await checkHostile(name, { part, sandbox, where: where?.() })
      expect(checked.leftovers).toEqual([])
      expect(checked.result.status).toBe(status)
      expect(checked.exitCode).toBe({ passed: 0, failed: 1, 'not-started': 1, ungradable: 3 }[status])
      if (told) expect(firstTold(checked)).toMatch(told)
      if (said) expect(saidBy(checked.result)).toMatch(said)
      expect(await cluster.fetchAll(foreignTopic)).toHaveLength(1)
      expect(await cluster.listGroups()).not.toContain(foreignGroup)
      expect(await cluster.topics()).not.toContain('purchases')
    })
  })
}

interface Way {
  readonly part: number | undefined
  readonly sandbox: boolean
  readonly where: string | undefined
}

async function checkHostile(name: string, { part, sandbox, where }: Way): Promise<Checked> {
  const { exercise, part: usual, programs } = hostile(name, where)
  const args = ['--part', String(part ?? usual), ...(sandbox ? ['--sandbox'] : [])]
  return check(args, { exercise, programs, env: { WORKSHOP_TOKEN: 'of somebody', GITHUB_TOKEN: 'of somebody' } })
}

function firstTold({ result }: Checked): string {
  return result.fault ?? result.headline?.saw ?? Object.values(findings(result))[0] ?? ''
}

/** What the programs of a run printed on standard error, as it was kept. */
function saidBy({ runFolder }: ExerciseResult): string {
  const folder = join(ROOT, runFolder ?? '', 'output')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.stderr.txt'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}
