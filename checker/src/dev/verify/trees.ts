import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Exercise, beliefNames, foldersOf, readBelief } from '../../catalog/index.ts'
import { type Bundle, definitionOf } from '../../grading/bundle.ts'
import { shopIsEdited } from '../../grading/programs.ts'
import { checkHints } from './hints.ts'
import { subfolders } from './specimens.ts'

/** What is missing or astray in the folders of an exercise, a sentence each. */
export async function checkTrees(root: string, bundle: Bundle, exercise: Exercise): Promise<string[]> {
  const definition = await definitionOf(bundle, exercise)
  return [
    ...missingFolders(root, exercise),
    ...strayFolders(root),
    ...stubs(root, exercise, Object.keys(definition.programs)),
    ...givenStubs(root, exercise, Object.keys(definition.programs)),
    ...beliefs(root, exercise, definition.beliefs),
    ...checkHints(root, exercise, definition),
    ...(shopIsEdited(root) ? ['exercises/shop and checker/given/shop differ'] : []),
  ]
}

function missingFolders(root: string, { id }: Exercise): string[] {
  const { lesson, exercise, solution, hidden } = foldersOf(root, id)
  const needed = [
    `${lesson}/lesson.md`,
    `${exercise}/README.md`,
    solution,
    `${hidden}/exercise.ts`,
    `${hidden}/rules.ts`,
    `${hidden}/wrong`,
    `${hidden}/right`,
  ]
  return needed.filter((path) => !existsSync(path)).map((path) => `${path.slice(root.length + 1)} is missing`)
}

/** A folder of one tree that the others lack. */
function strayFolders(root: string): string[] {
  const known = new Set(subfolders(join(root, 'checker', 'hidden')))
  return ['lessons', 'exercises', 'solutions', 'checker/given/exercises'].flatMap((tree) =>
    subfolders(join(root, tree))
      .filter((name) => !known.has(name) && !(tree === 'exercises' && name === 'shop'))
      .map((name) => `${tree}/${name} has no hidden tests`),
  )
}

function stubs(root: string, { id }: Exercise, programs: readonly string[]): string[] {
  const { exercise, solution } = foldersOf(root, id)
  const complaints = programs.flatMap((name) => {
    const stub = readIfThere(join(exercise, name))
    if (stub === undefined) return [`exercises/${id}/${name} is missing`]
    return [
      ...(stub.includes('// TODO') ? [] : [`exercises/${id}/${name} has no // TODO`]),
      ...(existsSync(join(solution, name)) ? [] : [`solutions/${id}/${name} is missing`]),
    ]
  })
  const strays = readdirSync(solution).filter((name) => name.endsWith('.ts') && !existsSync(join(exercise, name)))
  return [...complaints, ...strays.map((name) => `solutions/${id}/${name} has no stub`)]
}

/** What `npm run reset` puts back is what learners begin with. */
function givenStubs(root: string, { id }: Exercise, programs: readonly string[]): string[] {
  const { exercise, given } = foldersOf(root, id)
  const strays = existsSync(given) ? readdirSync(given).filter((name) => !programs.includes(name)) : []
  return [
    ...programs
      .filter((name) => readIfThere(join(exercise, name)) !== readIfThere(join(given, name)))
      .map((name) => `a stub has changed: cp exercises/${id}/${name} checker/given/exercises/${id}/`),
    ...strays.map((name) => `checker/given/exercises/${id}/${name} is no program of the exercise`),
  ]
}

/** Declared, told and shown by a wrong program: each belief all three. */
function beliefs(root: string, { id }: Exercise, declared: readonly string[]): string[] {
  const shown = subfolders(join(foldersOf(root, id).hidden, 'wrong'))
  const told = beliefNames(root)
  return [
    ...declared
      .filter((name) => !shown.includes(name))
      .map((name) => `${id} declares ${name} and has no wrong program for it`),
    ...shown
      .filter((name) => !declared.includes(name))
      .map((name) => `${id} has wrong/${name} and does not declare it`),
    ...declared.filter((name) => !told.includes(name)).map((name) => `checker/beliefs/${name}.md is missing`),
    ...declared.filter((name) => told.includes(name)).flatMap((name) => lacking(() => readBelief(root, name))),
  ]
}

function lacking(read: () => unknown): string[] {
  try {
    read()
    return []
  } catch (error) {
    return [String(error)]
  }
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
