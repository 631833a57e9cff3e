import { describe, expect, test } from 'vitest'
import { generate } from '../../../src/dev/mutate/generate.ts'
import { mutators } from '../../../src/dev/mutate/mutators/index.ts'

/** What a mutator makes of a program: of each mutant the lines that differ. */
function mutantsOf(name: string, source: string): string[] {
  const own = mutators.filter((mutator) => mutator.name === name)
  return generate('worker.ts', source, own).mutants.map(({ now }) => now.join(' '))
}

const SEND = "await producer.send({ topic: topic('receipts'), messages: [{ key: message.key, value: message.value }] })"
const sent = (message: string) => SEND.replace('{ key: message.key, value: message.value }', message)
const RUN = `await consumer.run({ eachMessage: async ({ message }) => { await credit(message) } })`
const committing = (options: string, before: string, after: string) =>
  `await consumer.run({ ${options}eachMessage: async (got) => { ${before}await (async ({ message }) => { await credit(message) })(got)${after} } })`
const commit = (further: number) =>
  `await consumer.commitOffsets([{ topic: got.topic, partition: got.partition, offset: String(BigInt(got.message.offset) + ${further}n) }])`

/** Of each mutator a program, and what it makes of it. */
const EXAMPLES: Readonly<Record<string, readonly [source: string, ...mutants: string[]]>> = {
  'await-dropped': ['const a = await credit(b)', 'const a = credit(b)'],
  'round-not-awaited': [
    'for (const a of b) { await credit(a) }',
    'for (const a of b) { void (async () => { await credit(a) })() }',
  ],
  'for-each-instead-of-all': [
    'await Promise.all(all.map((one) => credit(one)))',
    'await all.forEach((one) => credit(one))',
  ],
  'callback-made-async': ['const a = all.map((one) => one.id)', 'const a = all.map(async (one) => one.id)'],
  'key-dropped': [SEND, sent('{ value: message.value }')],
  'key-always-the-same': [SEND, sent("{ key: 'key', value: message.value }")],
  'key-of-its-own': [SEND, sent('{ key: String(Math.random()), value: message.value }')],
  'key-as-text': [SEND, sent('{ key: String(message.key), value: message.value }')],
  'value-as-text': [SEND, sent('{ key: message.key, value: String(message.value) }')],
  'value-written-anew': [SEND, sent('{ key: message.key, value: JSON.stringify(JSON.parse(String(message.value))) }')],
  'value-dropped': [SEND, sent('{ key: message.key, value: null }')],
  'headers-dropped': ['const a = { value, headers }', 'const a = { value }'],
  'header-dropped': [
    "const a = { value, headers: { b: 'c', ...d } }",
    'const a = { value, headers: { ...d } }',
    "const a = { value, headers: { b: 'c' } }",
  ],
  'header-changed': [
    "const a = { value, headers: { b: 'c', ...d } }",
    "const a = { value, headers: { b: '0', ...d } }",
  ],
  'partition-always-0': [
    'const a = { key: shop(), value: b() }\nconst c = { key, value }',
    'const a = { partition: 0, key: shop(), value: b() }',
  ],
  'acks-0': ['await producer.send({ messages })', 'await producer.send({ acks: 0, messages })'],
  'topic-misspelt': ["const a = topic('purchase')", "const a = topic('purchases')"],
  'name-without-prefix': [
    "const a = [topic('purchases'), group(b)]",
    "const a = ['purchases', group(b)]",
    "const a = [topic('purchases'), b]",
  ],
  'property-dropped': [
    'console.log(JSON.stringify({ a, b: 1 }))',
    'console.log(JSON.stringify({ b: 1 }))',
    'console.log(JSON.stringify({ a }))',
  ],
  'group-misnamed': ["const a = group('loyalty')", "const a = group('loyalty-2')"],
  'group-of-its-own': ["const a = group('loyalty')", "const a = group('loyalty-' + Math.random())"],
  'from-beginning-dropped': [
    'await consumer.subscribe({ topics, fromBeginning: true })',
    'await consumer.subscribe({ topics })',
  ],
  'auto-commit-off': ['await consumer.run({ eachMessage })', 'await consumer.run({ autoCommit: false, eachMessage })'],
  'commits-first': [RUN, committing('', `${commit(1)}; `, '')],
  'commits-its-own-offset': [RUN, committing('autoCommit: false, ', '', `; ${commit(0)}`)],
  'commits-one-too-far': [RUN, committing('autoCommit: false, ', '', `; ${commit(2)}`)],
  'disconnect-dropped': ['await a()\nawait consumer.disconnect()', ''],
  'signal-ignored': ["const a = once(process, 'SIGTERM')", "const a = once(process, 'SIGUSR2')"],
  'exits-on-the-signal': [
    "const a = once(process, 'SIGTERM')",
    "process.once('SIGTERM', () => process.exit(0)); const a = once(process, 'SIGTERM')",
  ],
  'catch-emptied': ['try { a() } catch { b() }\ntry { a() } catch { }', 'try { a() } catch {}'],
  'error-swallowed': [
    'async function a() { await credit(b) }',
    'async function a() { try { await credit(b) } catch {} }',
  ],
  'neighbours-swapped': ['await credit(a)\nawait commit(a)', 'await commit(a) await credit(a)'],
  'continue-to-break': ['for (;;) { if (a()) continue }', 'for (;;) { if (a()) break }'],
  'statement-removed': ['if (a) b()', 'if (a) ;'],
  'one-more': ['a(1, 2n, 200)', 'a(2, 2n, 200)', 'a(1, 3n, 200)'],
  'one-less': ['a(1, 2n, 200)', 'a(0, 2n, 200)', 'a(1, 1n, 200)'],
  'without-plus-one': ['a(b + 1, c + 1n, d + 2)', 'a(b, c + 1n, d + 2)', 'a(b + 1, c, d + 2)'],
  'sign-turned': ['a(b - c)', 'a(b + c)'],
  'text-emptied': ["a('b', topic('c'), { 'd': 1 })", "a('', topic('c'), { 'd': 1 })"],
  'yes-no-turned': ['a(true, { fromBeginning: true })', 'a(false, { fromBeginning: true })'],
  'stringify-dropped': ['a(JSON.stringify(b))', 'a(b)'],
  'stringify-mistaken-for-string': ['a(JSON.stringify(b))', 'a(String(b))'],
  'conversion-dropped': ['a(Number(b), String(c))', 'a(b, String(c))', 'a(Number(b), c)'],
  'call-dropped': ['a(b.filter((c) => c))', 'a(b)'],
  'to-string-dropped': ['a(b.toString(), JSON.parse(c.toString()))', 'a(b, JSON.parse(c.toString()))'],
  'bound-off-by-one': ['for (let a = 1; a <= b; a++) c()', 'for (let a = 1; a < b; a++) c()'],
  'equality-turned': ['a(b === c)', 'a(b !== c)'],
  'and-or-swapped': ['a(b && c)', 'a(b || c)'],
  'condition-negated': ['if (!a) b()', 'if (a) b()'],
  'condition-always-true': ['a(b ? c : d)', 'a(true ? c : d)'],
  'condition-never-true': ['a(b ? c : d)', 'a(false ? c : d)'],
  'default-dropped': ['a(b ?? 0, process.env.C ?? 3)', 'a(b, process.env.C ?? 3)'],
}

describe('each mutator makes one mistake', () => {
  test.each(Object.entries(EXAMPLES))('%s', (name, [source, ...mutants]) => {
    expect(mutantsOf(name, source)).toEqual(mutants)
  })

  test('and there is an example of each', () => {
    expect(mutators.map(({ name }) => name).toSorted()).toEqual(Object.keys(EXAMPLES).toSorted())
  })
})

describe('what stays as it is', () => {
  test.each([
    ['comments', '// await credit(purchase)'],
    ['types', "type Fate = 'lost' | 'found'"],
    ['imports', "import { once } from 'node:events'"],
    ['texts for people on standard error', "console.error('It failed', 1 + 1)"],
    ['what a program says to whoever calls it wrongly', "if (!process.argv[2]) throw new Error('Say which topic')"],
  ])('%s', (_, source) => {
    const inside = generate('worker.ts', source, mutators).mutants.filter(
      ({ mutator }) => mutator !== 'statement-removed',
    )
    expect(inside).toEqual([])
  })

  test('what nobody could tell from the solution: a client that nobody else needs, and a count apart', () => {
    expect(mutantsOf('await-dropped', 'await producer.connect()\nawait producer.disconnect()')).toEqual([])
    expect(mutantsOf('neighbours-swapped', 'sent += 1\nawait commit(a)')).toEqual([])
    expect(mutantsOf('neighbours-swapped', 'offset += 1\nawait commit(offset)')).toHaveLength(1)
  })
})

test('a mutant says where it differs from the solution', () => {
  const source = 'const a = 1\n\n// Awaited.\nawait credit(a)\nb()\n'
  const [mutant] = generate(
    'worker.ts',
    source,
    mutators.filter(({ name }) => name === 'await-dropped'),
  ).mutants
  expect(mutant).toMatchObject({ file: 'worker.ts', line: 4, was: ['await credit(a)'], now: ['credit(a)'] })
  expect(mutant?.source).toBe(source.replace('await ', ''))
})

test('programs that run alike are one mutant', () => {
  const { mutants, equal } = generate('worker.ts', "a(topic('b'))", mutators)
  const sources = mutants.map((one) => one.source)
  expect(new Set(sources).size).toBe(sources.length)
  expect(generate('worker.ts', 'if (true) a()', mutators).equal).toBeGreaterThan(0)
  expect(equal).toBe(0)
})
