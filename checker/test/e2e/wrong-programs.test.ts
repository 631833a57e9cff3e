import { describe, expect, test } from 'vitest'
import { check, findings, solution } from './harness/check.ts'

const SENDS_ALL = 'sends every purchase of the file to purchases, once'
const ONE_CONNECTION = 'keeps one connection for all records'
const LAST_LINE = 'says how many it sent and which lines were bad, and exits with 1 when some were'
const JOINS = 'reads purchases as a member of the group receipts'
const SURVIVES = 'writes the receipts that are due among records that are not purchases'

/** Part 1 with one program. */
const checkProducer = (source: string, more: Readonly<Record<string, string>> = {}) =>
  check(['--part', '1'], { programs: { 'producer.ts': source, ...more } })

/** Part 3 with one program. */
const checkConsumer = (source: string, more: Readonly<Record<string, string>> = {}) =>
  check(['--part', '3'], { programs: { 'consumer.ts': source, ...more } })

describe('a program that cannot be run', () => {
  test('is told to be missing, with the folder where it was looked for', async () => {
    const { exitCode, result, dir, leftovers, stdout, stderr, ms } = await check([], { programs: {} })
    expect({ exitCode, stderr, leftovers }).toEqual({ exitCode: 1, stderr: '', leftovers: [] })
    expect(result).toMatchObject({
      status: 'failed',
      points: 0,
      headline: { saw: `there is no producer.ts in ${dir}` },
    })
    expect(Object.values(findings(result))).toEqual([
      `there is no producer.ts in ${dir}`,
      `there is no consumer.ts in ${dir}`,
      `there is no consumer.ts in ${dir}`,
    ])
    expect(stdout).toContain('a program producer.ts')
    expect(ms).toBeLessThan(20_000)
  })

  test.each([
    [
      'have syntax errors, of JavaScript and of TypeScript,',
      'const shops = [\n  "Liège", Namur: 1]\n',
      '2:17 Expected "]" but found ":"',
      'let n: number | = 1\n',
      '1:17 Unexpected "="',
    ],
    [
      'import a file and a package that are not there',
      "import { log } from '#shop'\nimport { parse } from './parse.ts'\n\nconsole.log(log, parse)\n",
      '2:23 Could not resolve "./parse.ts"',
      "import papa from 'papaparse'\n\nconsole.log(papa)\n",
      '1:18 The package "papaparse" is not installed in the workshop',
    ],
  ])('two that %s are told where in their own files, to the column', async (_, producer, where, consumer, there) => {
    const programs = { 'producer.ts': producer, 'consumer.ts': consumer }
    const { exitCode, result, dir, leftovers, stdout } = await check([], { programs })
    expect({ exitCode, leftovers, status: result.status }).toEqual({ exitCode: 1, leftovers: [], status: 'failed' })
    expect(result.headline).toMatchObject({ test: SENDS_ALL, expected: 'a program that compiles' })
    const lineOf = (source: string, place: string) => source.split('\n')[Number(place.split(':')[0]) - 1]?.trim()
    expect(Object.values(findings(result))).toEqual([
      `${dir}/producer.ts:${where}\n  ${lineOf(producer, where)}`,
      `${dir}/consumer.ts:${there}\n  ${lineOf(consumer, there)}`,
      `${dir}/consumer.ts:${there}\n  ${lineOf(consumer, there)}`,
    ])
    expect(result.tests.flatMap(({ finding }) => finding?.belief ?? [])).toEqual([])
    expect(stdout).toContain(`${dir}/producer.ts:${where.split(' ')[0]}`)
  })

  test('does not keep the other one from being graded', async () => {
    const { exitCode, result } = await check([], {
      programs: { 'producer.ts': 'const = 1\n', 'consumer.ts': solution('consumer.ts') },
    })
    expect(exitCode).toBe(1)
    expect(result.parts.map(({ status }) => status)).toEqual(['failed', 'passed', 'passed'])
  })
})

describe('a program that does nothing', () => {
  test('and ends at once, or says "passed", earns nothing, and is told so without a guess at a belief', async () => {
    const passed = `console.log('{"receipts":7,"skipped":3}')\nconsole.log('passed')\nprocess.exit(0)\n`
    const { exitCode, result, leftovers } = await check([], { programs: { 'producer.ts': '', 'consumer.ts': passed } })
    expect({ exitCode, leftovers }).toEqual({ exitCode: 1, leftovers: [] })
    expect(result).toMatchObject({ status: 'failed', points: 0, headline: { test: SENDS_ALL } })
    const ended = 'the program ended with exit code 0'
    expect(findings(result)).toMatchObject({
      [SENDS_ALL]: `nothing in purchases, and no connection to Kafka; ${ended}: it printed nothing`,
      [JOINS]: `no member of any group, and no connection to Kafka; ${ended}: its last line was passed`,
      [SURVIVES]: `6 of 6 receipts are missing: p-0002, p-0003, p-0004, p-0005 and 2 more; ${ended}: its last line was passed`,
    })
    expect(result.tests.flatMap(({ finding }) => finding?.belief ?? [])).toEqual([])
  })

  test('and claims in its last line to have done it all earns nothing, and is told that it never came to Kafka', async () => {
    const { exitCode, result } = await checkProducer('console.log(JSON.stringify({ sent: 24, bad: [3] }))\n')
    expect({ exitCode, points: result.points }).toEqual({ exitCode: 1, points: 0 })
    expect(result.headline).toMatchObject({
      test: SENDS_ALL,
      saw: expect.stringMatching(
        /^nothing in purchases, and no connection to Kafka; .*its last line was \{"sent":24/,
      ) as string,
    })
    expect(result.headline?.belief).toBeUndefined()
  })
})

describe('a program that misbehaves', () => {
  test('and floods its output is graded as any other', async () => {
    const flood = `const line = 'x'.repeat(9_999) + '\\n'\nfor (let n = 0; n < 3_000; n++) process.stdout.write(line)\n`
    const { exitCode, result, leftovers, stdout, ms } = await checkProducer(flood + solution('producer.ts'))
    expect({ exitCode, leftovers, status: result.status }).toEqual({ exitCode: 0, leftovers: [], status: 'passed' })
    expect(stdout.length).toBeLessThan(5_000)
    expect(ms).toBeLessThan(30_000)
  })

  test('and floods its output without end, or takes all memory, is ended and told why', async () => {
    const floods = `const write = () => { while (process.stdout.write('y'.repeat(65_536))); process.stdout.once('drain', write) }\nwrite()\n`
    const eats = `const kept = []\nsetInterval(() => { if (kept.length < 50) kept.push(Buffer.alloc(20e6, 1)) }, 5)\n`
    const programs = { 'producer.ts': floods, 'consumer.ts': eats }
    const { exitCode, result, leftovers, ms } = await check([], { programs })
    expect({ exitCode, leftovers }).toEqual({ exitCode: 1, leftovers: [] })
    expect(findings(result)).toMatchObject({
      [SENDS_ALL]:
        'nothing in purchases, and no connection to Kafka; the program was ended by the checker: more than 64 MB printed',
      [JOINS]:
        'no member of any group, and no connection to Kafka; the program was ended by the checker: more than 512 MB of memory taken',
    })
    expect(ms).toBeLessThan(30_000)
  })

  test('and throws from a timer is told its error and the line that threw it', async () => {
    const { exitCode, result, dir, leftovers } = await checkProducer(
      "import { kafka } from '#shop'\n\nawait kafka.producer().connect()\nsetTimeout(() => {\n  throw new Error('the till is empty')\n}, 1)\n",
    )
    expect({ exitCode, leftovers }).toEqual({ exitCode: 1, leftovers: [] })
    expect(result.headline).toMatchObject({
      saw: `nothing in purchases; the program ended with exit code 1: Error: the till is empty (${dir}/producer.ts:5:9)`,
    })
    expect(result.headline?.belief).toBeUndefined()
  })

  test('and opens 200 connections is told how many, and the broker stays well', async () => {
    const { exitCode, result, leftovers, ms } = await checkProducer(
      `import { once } from 'node:events'
import { connect } from 'node:net'

const [host, port] = String(process.env.KAFKA_BROKERS).split(':')
const sockets = Array.from({ length: 200 }, () => connect(Number(port), host))
await Promise.all(sockets.map((socket) => once(socket, 'connect')))
await import('./send.ts')
for (const socket of sockets) socket.destroy()
`,
      { 'send.ts': solution('producer.ts') },
    )
    expect({ exitCode, leftovers, status: result.status }).toEqual({ exitCode: 1, leftovers: [], status: 'failed' })
    expect(findings(result)).toEqual({ [ONE_CONNECTION]: expect.stringMatching(/^20[1-4] connections for/) as string })
    expect(ms).toBeLessThan(30_000)
  })

  test('and starts a process that outlives it passes, and that process is ended', async () => {
    const { exitCode, leftovers, result } = await checkConsumer(
      `import { spawn } from 'node:child_process'

spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref()
await import('./receipts.ts')
`,
      { 'receipts.ts': solution('consumer.ts') },
    )
    expect({ exitCode, leftovers, status: result.status }).toEqual({ exitCode: 0, leftovers: [], status: 'passed' })
  })
})

describe('an input of lines that end with CRLF, are blank or are broken', () => {
  test('fails a program that takes the CR for a part of the line', async () => {
    const chokes = solution('producer.ts').replace("json === ''", "line === ''").replace('line.trim()', 'line')
    const { exitCode, result, leftovers } = await checkProducer(chokes)
    expect({ exitCode, leftovers }).toEqual({ exitCode: 1, leftovers: [] })
    expect(result.headline).toMatchObject({
      test: LAST_LINE,
      saw: expect.stringMatching(/^the last line \{/) as string,
    })
  })

  test('fails a program that leaves broken lines out of its list', async () => {
    const forgets = solution('producer.ts').replace('else bad.push(index + 1)', '')
    const { exitCode, result } = await checkProducer(forgets)
    expect({ exitCode, tests: Object.keys(findings(result)) }).toEqual({ exitCode: 1, tests: [LAST_LINE] })
  })
})
