import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RunFolder, createWorkspace } from '../../src/runner/index.ts'

let root: string
let runFolder: RunFolder
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-')))
  runFolder = RunFolder.create(root)
  write('given/shop/index.ts', 'shop')
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}
const source = (path: string) => ({ name: path.split('/').at(-1) ?? '', source: join(root, path) })
const options = () => ({ root, runFolder, exerciseId: '03-practice', given: join(root, 'given/shop') })

test('code and data come along; hidden files, packages and texts do not', () => {
  for (const path of ['producer.ts', 'lib/a.ts', 'data.jsonl', 'README.md', '.env', 'node_modules/x/index.js']) {
    write(`from/${path}`, path)
  }
  const workspace = createWorkspace({ ...options(), programs: [source('from/producer.ts')] })
  const there = (path: string) => existsSync(join(workspace.exerciseDir, path))

  expect(['producer.ts', 'lib/a.ts', 'data.jsonl'].map(there)).toEqual([true, true, true])
  expect(['README.md', '.env', 'node_modules'].map(there)).toEqual([false, false, false])
  expect(lstatSync(join(workspace.dir, 'node_modules')).isSymbolicLink()).toBe(true)
  expect(readFileSync(join(workspace.dir, 'exercises/shop/index.ts'), 'utf8')).toBe('shop')
})

test('programs from several folders lie together, each from the folder that was asked for', () => {
  write('wrong/producer.ts', 'wrong')
  write('solution/producer.ts', 'solution')
  write('solution/consumer.ts', 'solution')
  const programs = [source('wrong/producer.ts'), source('solution/consumer.ts')]
  const workspace = createWorkspace({ ...options(), programs })
  const text = (name: string) => readFileSync(join(workspace.exerciseDir, name), 'utf8')

  expect([text('producer.ts'), text('consumer.ts')]).toEqual(['wrong', 'solution'])
  expect(workspace.originOf(join(workspace.exerciseDir, 'producer.ts'))).toBe(join(root, 'wrong/producer.ts'))
})

test('of the folders named, a later one wins', () => {
  write('solution/helper.ts', 'solution')
  write('right/helper.ts', 'right')
  const folders = [join(root, 'solution'), join(root, 'right')]
  const workspace = createWorkspace({ ...options(), programs: [], folders })

  expect(readFileSync(join(workspace.exerciseDir, 'helper.ts'), 'utf8')).toBe('right')
})

test('more files can be put anywhere in it', () => {
  const extraFiles = { 'exercises/03-practice/in/purchases.jsonl': Buffer.from('x') }
  const workspace = createWorkspace({ ...options(), programs: [], extraFiles })

  expect(readFileSync(join(workspace.exerciseDir, 'in/purchases.jsonl'), 'utf8')).toBe('x')
})

test('a folder that holds far too much is refused, not copied', () => {
  mkdirSync(join(root, 'home'))
  for (let n = 0; n < 501; n++) writeFileSync(join(root, 'home', `${n}.txt`), '')

  expect(() => createWorkspace({ ...options(), programs: [source('home/producer.ts')] })).toThrow(
    expect.objectContaining({ name: 'UsageError', code: 'folder-too-large' }),
  )
})

test('two workspaces of one run do not meet', () => {
  const dirs = [1, 2].map(() => createWorkspace({ ...options(), programs: [] }).dir)

  expect(new Set(dirs).size).toBe(2)
})

test('a link comes along when it leads to a file of the same folder, and not when it leads elsewhere', () => {
  write('secret.txt', 'secret')
  write('from/producer.ts', 'producer')
  symlinkSync('producer.ts', join(root, 'from/same.ts'))
  symlinkSync('../secret.txt', join(root, 'from/other.ts'))
  symlinkSync(join(root, 'secret.txt'), join(root, 'from/consumer.ts'))
  const programs = [source('from/producer.ts'), source('from/consumer.ts')]
  const workspace = createWorkspace({ ...options(), programs })

  expect(readdirSync(workspace.exerciseDir).toSorted()).toEqual(['producer.ts', 'same.ts'])
  expect(workspace.missing).toEqual(['consumer.ts'])
})
