import { resolve } from 'node:path'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalog, foldersOf } from '../../../src/catalog/index.ts'
import { aboutNone, conclude } from '../../../src/dev/mutate/conclude.ts'
import { type Explained, readExplained } from '../../../src/dev/mutate/explained.ts'
import { generate } from '../../../src/dev/mutate/generate.ts'
import type { Candidate, Graded } from '../../../src/dev/mutate/grade.ts'
import { mutators } from '../../../src/dev/mutate/mutators/index.ts'

const CHECKOUT = resolve(import.meta.dirname, '../../../..')
const exercise = catalog(CHECKOUT).find('03')

function candidate(line: number): Candidate {
  const mutant = { file: 'producer.ts', mutator: 'key-dropped', line, was: [`key: ${line},`], now: [], source: '' }
  return { exercise, mutant, parts: [1] }
}

const killed = (line: number, named: readonly string[] = []): Graded => ({
  ...candidate(line),
  ...{ outcome: 'killed', named, ms: 10 },
})
const survived = (line: number): Graded => ({ ...candidate(line), outcome: 'survived', named: [], ms: 10 })

function entry(line: number, because: Explained['because'] = 'not graded'): Explained {
  const about = { exercise: exercise.id, file: 'producer.ts', mutator: 'key-dropped', was: `key: ${line},`, now: '' }
  return { ...about, because, why: 'Nobody asked for it.' }
}

function concluded(graded: readonly Graded[], explained: readonly Explained[] = []) {
  return conclude({ graded, candidates: graded, explained, isWhole: true })
}

const MANY = Array.from({ length: 40 }, (_, line) => killed(line + 100, line === 0 ? ['no-key'] : []))

test('nothing is wrong where all are killed', () => {
  const { text, complaints } = concluded(MANY)
  expect(complaints).toEqual([])
  expect(text).toMatch(/03-simple-practice +40 +40 +1 +0/)
  expect(text).toContain('100% of 40 mutants are killed')
})

test('a survivor has to be explained, and is shown with what was changed', () => {
  const { text, complaints } = concluded([...MANY, survived(1)])
  expect(complaints).toEqual(['survives, and nothing explains it: 03-simple-practice producer.ts:1 key-dropped'])
  expect(text).toContain('    - key: 1,')
  expect(concluded([...MANY, survived(1)], [entry(1)]).complaints).toEqual([])
})

test('one that does what the task asks does not count', () => {
  const { text } = concluded([...MANY, survived(1)], [entry(1, 'as right')])
  expect(text).toContain('100% of 40 mutants are killed; 1 more are as right as the solution')
})

test('an explanation of a mutant that is killed, or that is not there any more, is not true', () => {
  const { complaints } = concluded([...MANY, killed(1)], [entry(1), entry(2)])
  expect(complaints).toEqual([
    'checker/mutants-that-survive.json says that it survives, and it was killed: 03-simple-practice producer.ts:1 key-dropped',
    'checker/mutants-that-survive.json: no mutant is "03-simple-practice producer.ts key-dropped: key: 2,"',
  ])
})

test('too few killed are too few, explained or not', () => {
  const few = [...MANY.slice(0, 18), survived(1)]
  expect(concluded(few, [entry(1)]).complaints).toEqual(['94.7% are killed, and 95% have to be'])
  const part = conclude({ graded: few, candidates: few, explained: [entry(1)], isWhole: false })
  expect(part.complaints).toEqual([])
})

test('one that could not be graded is told, and does not count', () => {
  const odd: Graded = { ...survived(1), outcome: 'ungradable', fault: 'The broker died.' }
  const { text, complaints } = concluded([...MANY, odd])
  expect(complaints).toEqual(['is ungradable (The broker died.): 03-simple-practice producer.ts:1 key-dropped'])
  expect(text).toContain('100% of 40 mutants')
})

test('each explanation of the workshop is about a mutant that there is', () => {
  const candidates = catalog(CHECKOUT).exercises.flatMap((one) => {
    const explained = readExplained(CHECKOUT).filter((about) => about.exercise === one.id)
    const files = new Set(explained.map(({ file }) => file))
    return [...files].flatMap((file) => {
      const source = readFileSync(`${foldersOf(CHECKOUT, one.id).solution}/${file}`, 'utf8')
      return generate(file, source, mutators).mutants.map((mutant) => ({ exercise: one, mutant, parts: [] }))
    })
  })
  expect(aboutNone(readExplained(CHECKOUT), candidates)).toEqual([])
})
