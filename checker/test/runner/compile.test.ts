import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Evidence } from '../../src/evidence/index.ts'
import {
  type Compiled,
  Processes,
  RunFolder,
  type Workspace,
  compile,
  createWorkspace,
} from '../../src/runner/index.ts'

const checkout = fileURLToPath(new URL('../../..', import.meta.url))

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'a check out, with spaces '))
  symlinkSync(join(checkout, 'node_modules'), join(root, 'node_modules'))
  write('package.json', '{ "type": "module" }')
  write('tsconfig.json', readFileSync(join(checkout, 'tsconfig.json'), 'utf8'))
  write('given/shop/index.ts', `export const brokers = ['pristine']\nexport interface Purchase { id: string }\n`)
  write('exercises/shop/index.ts', `export const brokers = ['edited']\n`)
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

function workspaceOf(names: readonly string[], from = root): Workspace {
  return createWorkspace({
    root: from,
    runFolder: RunFolder.create(from),
    exerciseId: '03-practice',
    programs: names.map((name) => ({ name, source: join(from, 'exercises/03-practice', name) })),
    given: join(from, 'given/shop'),
  })
}

async function run(workspace: Workspace, compiled: Compiled, name: string) {
  const program = compiled.programs.get(name)
  if (!program) throw new Error(`${name} did not compile: ${JSON.stringify(compiled.errors)}`)
  const runFolder = RunFolder.at(dirname(workspace.dir))
  await using processes = new Processes({ runFolder, evidence: new Evidence() })
  const running = processes.start({ name, script: program.output, cwd: workspace.exerciseDir })
  return { ...(await running.exited), lines: running.stdoutLines, stderr: running.stderr() }
}

test('a program runs from its bundle, with the pristine #shop, its own helpers and data, in a path with spaces', async () => {
  write('exercises/03-practice/lib/helper.ts', `export const shout = (text: string): string => text.toUpperCase()`)
  write('exercises/03-practice/data.jsonl', 'a line of data')
  write(
    'exercises/03-practice/producer.ts',
    `import { readFileSync } from 'node:fs'
     import { brokers, type Purchase } from '#shop'
     import { Kafka } from 'kafkajs'
     import { shout } from './lib/helper.ts'
     const purchase: Purchase = { id: 'p1' }
     console.log(brokers[0], shout(purchase.id), typeof Kafka)
     console.log(readFileSync(new URL('data.jsonl', import.meta.url), 'utf8'), readFileSync('data.jsonl', 'utf8'))`,
  )
  const workspace = workspaceOf(['producer.ts'])
  const compiled = await compile(workspace)

  expect(await run(workspace, compiled, 'producer.ts')).toMatchObject({
    code: 0,
    lines: ['pristine P1 function', 'a line of data a line of data'],
  })
  expect(compiled.programs.get('producer.ts')?.output).toBe(join(workspace.exerciseDir, 'producer.mjs'))
})

test('a syntax error is told with line and column of the learner’s own file, and others still compile', async () => {
  write('exercises/03-practice/producer.ts', `console.log('fine')`)
  write('exercises/03-practice/consumer.ts', `const a = 1\nconst ünï = 'é'; const b = = 2\n`)
  const workspace = workspaceOf(['producer.ts', 'consumer.ts'])
  const compiled = await compile(workspace)

  expect(compiled.errors).toEqual([
    {
      program: 'consumer.ts',
      file: 'exercises/03-practice/consumer.ts',
      line: 2,
      column: 28,
      text: 'Unexpected "="',
      sourceLine: `const ünï = 'é'; const b = = 2`,
    },
  ])
  expect(await run(workspace, compiled, 'producer.ts')).toMatchObject({ code: 0, lines: ['fine'] })
})

test('an import that leads nowhere is an error where it stands: a file, a name of #shop, a package', async () => {
  write('exercises/03-practice/a.ts', `import { x } from './absent.ts'\nconsole.log(x)`)
  write('exercises/03-practice/b.ts', `\nimport { brokrs } from '#shop'\nconsole.log(brokrs)`)
  write('exercises/03-practice/c.ts', `\n\nimport _ from '@none/such/deep'\nconsole.log(_)`)
  const { errors, programs } = await compile(workspaceOf(['a.ts', 'b.ts', 'c.ts']))

  expect(errors.map(({ program, line, text }) => `${program}:${line} ${text}`)).toEqual([
    'a.ts:1 Could not resolve "./absent.ts"',
    'b.ts:2 No matching export in "exercises/shop/index.ts" for import "brokrs"',
    'c.ts:3 The package "@none/such" is not installed in the workshop',
  ])
  expect(programs.size).toBe(0)
})

test('an error in a helper names the helper', async () => {
  write('exercises/03-practice/helper.ts', `export const = 1`)
  write('exercises/03-practice/producer.ts', `import './helper.ts'`)
  const { errors } = await compile(workspaceOf(['producer.ts']))

  expect(errors).toMatchObject([
    { program: 'producer.ts', file: 'exercises/03-practice/helper.ts', line: 1, column: 14 },
  ])
})

test('types are not checked', async () => {
  write('exercises/03-practice/producer.ts', `const n: number = 'text'\nconsole.log(n)`)
  const workspace = workspaceOf(['producer.ts'])

  expect(await run(workspace, await compile(workspace), 'producer.ts')).toMatchObject({ code: 0, lines: ['text'] })
})

test('a missing program is named, and the others compile', async () => {
  write('exercises/03-practice/producer.ts', '')
  const { programs, missing, errors } = await compile(workspaceOf(['producer.ts', 'consumer.ts']))

  expect({ programs: [...programs.keys()], missing, errors }).toEqual({
    programs: ['producer.ts'],
    missing: ['consumer.ts'],
    errors: [],
  })
})

test('when every program is missing, nothing compiles and nothing fails', async () => {
  expect(await compile(workspaceOf(['producer.ts']))).toEqual({
    programs: new Map(),
    missing: ['producer.ts'],
    errors: [],
  })
})

test('the stack of an uncaught error leads to the line of the learner’s own file', async () => {
  write(
    'exercises/03-practice/producer.ts',
    `interface A { a: 1 }\n\nfunction fail(a: A | 0): never {\n  throw new Error('here')\n}\nfail(0)`,
  )
  const workspace = workspaceOf(['producer.ts'])
  const { code, stderr } = await run(workspace, await compile(workspace), 'producer.ts')

  expect(code).toBe(1)
  expect(stderr).toContain(`${join(root, 'exercises/03-practice/producer.ts')}:4:9`)
})

test('a checkout behind a link compiles just so', async () => {
  write('exercises/03-practice/producer.ts', `const = 1`)
  const link = `${root}-link`
  symlinkSync(root, link)
  try {
    const { errors } = await compile(workspaceOf(['producer.ts'], link))
    expect(errors).toMatchObject([{ file: 'exercises/03-practice/producer.ts', line: 1, column: 7 }])
  } finally {
    rmSync(link)
  }
})

test.each([
  ['by its path', (path: string) => `import solved from ${JSON.stringify(path)}\nconsole.log(solved)\n`],
  [
    'by many steps up',
    (path: string) => `import solved from '${'../'.repeat(30)}${path.slice(1)}'\nconsole.log(solved)\n`,
  ],
])('a program cannot take in a file from elsewhere %s', async (_, source) => {
  write('solutions/03-practice/answers.json', '["the answer"]')
  write('exercises/03-practice/producer.ts', source(join(root, 'solutions/03-practice/answers.json')))
  const { programs, errors } = await compile(workspaceOf(['producer.ts']))
  expect([...programs.keys()]).toEqual([])
  expect(errors).toMatchObject([{ text: expect.stringContaining('lies outside of the exercise') as string, line: 1 }])
})
