import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { catalog } from '../../src/catalog/index.ts'
import { newExercise } from '../../src/dev/new-exercise.ts'
import { isWorkshopError } from '../../src/errors/index.ts'

const CHECKOUT = resolve(import.meta.dirname, '../../..')
const TREES = ['lessons', 'exercises', 'solutions', 'checker/given/exercises', 'checker/hidden', 'checker/beliefs']

/** A checkout with exercise 03 and the template, and no more than that. */
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workshop-new-exercise-'))
  cpSync(join(CHECKOUT, 'checker/template'), join(root, 'checker/template'), { recursive: true })
  for (const tree of TREES)
    mkdirSync(join(root, tree, tree === 'checker/beliefs' ? '' : '03-simple-practice'), { recursive: true })
  writeFileSync(join(root, 'exercises/03-simple-practice/README.md'), '# Send\n\n## Part 1: Send\n')
})
afterEach(() => rmSync(root, { recursive: true }))

/** Everything in the trees. */
function contents(): string[] {
  return TREES.flatMap((tree) =>
    readdirSync(join(root, tree), { recursive: true, encoding: 'utf8' }).map((path) => `${tree}/${path}`),
  ).sort()
}

function refusal(name: string): { code: string; exitCode: number; message: string; fix: string } {
  const before = contents()
  try {
    newExercise(root, name)
  } catch (error) {
    if (!isWorkshopError(error)) throw error
    expect(contents()).toEqual(before)
    return error
  }
  throw new Error(`${name} was written`)
}

describe('a new exercise', () => {
  test('is in all trees, is found by number and name, and has its own name everywhere', () => {
    const files = newExercise(root, '14-big-orders')
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
    expect(files).toContain('checker/hidden/14-big-orders/wrong/big-orders-needs-no-key/value-alone/copy.ts')
    expect(new Set(files.map((file) => TREES.find((tree) => file.startsWith(tree))))).toEqual(new Set(TREES))
    const texts = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
    expect(texts).not.toMatch(/@(?:id|slug|number|title)@/)
    expect(catalog(root).find('14')).toMatchObject({ id: '14-big-orders', title: 'Big orders', parts: [{ number: 1 }] })
    expect(readdirSync(join(root, '.workshop'))).toEqual([])
  })
})

describe('is refused, with nothing written and a name that would do,', () => {
  test.each([
    ['', '04-topic'],
    ['topic', '04-topic'],
    ['14 topic', '14-topic'],
    ['3-x', '04-x'],
    ['14-Topic', '14-topic'],
    ['14-topic-', '14-topic'],
    ['14-2', '14-topic'],
    ['014-topic', '14-topic'],
    ['14-topic/../15-other', '14-topic-other'],
    ['../14-topic', '14-topic'],
    ['/tmp/14-topic', '14-tmp-topic'],
    ['14-topic\n', '14-topic'],
  ])('the name %j', (name, suggested) => {
    expect(refusal(name)).toMatchObject({
      code: 'bad-exercise-name',
      exitCode: 2,
      fix: expect.stringMatching(new RegExp(`npm run new-exercise ${suggested}$`)) as string,
    })
  })

  test('a number that is taken', () => {
    expect(refusal('03-queues')).toMatchObject({
      exitCode: 2,
      message: 'The number 03 is taken by 03-simple-practice.',
      fix: 'A number that is free: npm run new-exercise 04-queues',
    })
  })

  test('a name that is taken', () => {
    expect(refusal('14-simple-practice')).toMatchObject({
      message: 'The name simple-practice is taken by 03-simple-practice.',
    })
  })

  test.each(['lessons/14-topic', 'solutions/14-topic', 'checker/beliefs/topic-needs-no-key.md'])(
    'where %s is there',
    (path) => {
      mkdirSync(join(root, path))
      expect(refusal('14-topic')).toMatchObject({
        code: 'exercise-exists',
        exitCode: 2,
        message: `${path} is there already.`,
      })
    },
  )

  test('where a link to nowhere has its place', () => {
    symlinkSync('/nowhere', join(root, 'lessons/14-topic'))
    expect(refusal('14-topic').code).toBe('exercise-exists')
  })

  test('where it can write one tree and not the next', () => {
    rmSync(join(root, 'solutions'), { recursive: true })
    symlinkSync('/nowhere', join(root, 'solutions'))
    expect(() => newExercise(root, '14-topic')).toThrow('could not be written')
    for (const tree of TREES.filter((name) => name !== 'solutions'))
      expect(existsSync(join(root, tree, '14-topic'))).toBe(false)
    expect(readdirSync(join(root, 'checker/beliefs'))).toEqual([])
    expect(readdirSync(join(root, '.workshop'))).toEqual([])
  })
})
