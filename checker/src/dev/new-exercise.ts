import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type Exercise, catalog, nameOfId } from '../catalog/index.ts'
import { EnvironmentError, UsageError, messageOf } from '../errors/index.ts'

/** The trees of a small exercise that works. `@id@`, `@slug@`, `@number@` and `@title@` stand in its paths and texts. */
const TEMPLATE = 'checker/template'

/**
 * Writes the folders of a new exercise in all trees: those of the template, with its own name. Gives back the files, relative to
 * `root`. Writes all of them or none; throws `UsageError` for a name that is none or is taken, `EnvironmentError` where it
 * can't write.
 */
export function newExercise(root: string, name: string): string[] {
  const fill = filler(namesFor(catalog(root).exercises, name))
  const template = join(root, TEMPLATE)
  const files = readdirSync(template, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(template, path)).isFile())
    .sort()
  const places = [...new Set(files.map((path) => fill(placeOf(path))))]
  refuseTaken(root, places)
  try {
    mkdirSync(join(root, '.workshop'), { recursive: true })
    const draft = mkdtempSync(join(root, '.workshop', 'new-exercise-'))
    try {
      for (const path of files) {
        mkdirSync(dirname(join(draft, fill(path))), { recursive: true })
        writeFileSync(join(draft, fill(path)), fill(readFileSync(join(template, path), 'utf8')))
      }
      moveAll(draft, root, places)
    } finally {
      rmSync(draft, { recursive: true, force: true })
    }
  } catch (cause) {
    throw new EnvironmentError(`The exercise could not be written: ${messageOf(cause)}.`, {
      code: 'cannot-write',
      fix: 'Nothing of it was left behind. See to it that you can write in the folders of the checkout.',
      cause,
    })
  }
  return files.map(fill)
}

interface Names {
  readonly id: string
  readonly slug: string
  /** Two digits. */
  readonly number: string
  readonly title: string
}

/** The names of a new exercise; throws `UsageError` with one that would do where this one doesn't. */
function namesFor(exercises: readonly Exercise[], id: string): Names {
  const name = nameOfId(id)
  if (!name) {
    throw new UsageError(`"${id}" is no name for an exercise.`, {
      code: 'bad-exercise-name',
      fix: `A name is two digits and words in small letters: npm run new-exercise ${suggested(exercises, id)}`,
    })
  }
  const { number, slug } = name
  const sameNumber = exercises.find((exercise) => exercise.number === number)
  const sameSlug = exercises.find((exercise) => exercise.slug === slug)
  if (sameNumber ?? sameSlug) {
    const taken = sameNumber ? `The number ${id.slice(0, 2)}` : `The name ${slug}`
    throw new UsageError(`${taken} is taken by ${(sameNumber ?? sameSlug)?.id}.`, {
      code: 'exercise-name-taken',
      fix: sameSlug
        ? 'Take another word.'
        : `A number that is free: npm run new-exercise ${suggested(exercises, slug)}`,
    })
  }
  const words = slug.replaceAll('-', ' ')
  return { id, slug, number: id.slice(0, 2), title: words.charAt(0).toUpperCase() + words.slice(1) }
}

/** What was probably meant: its number where it is free, else the next one, and its words. */
function suggested(exercises: readonly Exercise[], name: string): string {
  const taken = exercises.map(({ number }) => number)
  const asked = Number(/\d+/.exec(name)?.[0] ?? Number.NaN)
  const number = asked > 0 && asked < 100 && !taken.includes(asked) ? asked : Math.max(0, ...taken) + 1
  const words = name.toLowerCase().match(/[a-z][a-z0-9]*/g) ?? ['topic']
  return `${String(number).padStart(2, '0')}-${words.join('-')}`
}

function filler(names: Names): (text: string) => string {
  return (text) => text.replace(/@(id|slug|number|title)@/g, (_, name: keyof Names) => names[name])
}

/** What is put in its place as a whole: `lessons/@id@` of `lessons/@id@/lesson.md`. */
function placeOf(path: string): string {
  return /^[^@]*@[^/]*/.exec(path)?.[0] ?? path
}

function refuseTaken(root: string, places: readonly string[]): void {
  const taken = places.find((path) => lstatSync(join(root, path), { throwIfNoEntry: false }))
  if (taken === undefined) return
  throw new UsageError(`${taken} is there already.`, {
    code: 'exercise-exists',
    fix: 'Take another name, or remove that one if it is a left-over.',
  })
}

/** The folder of hidden tests, which makes an exercise of the others, comes last; what can't be moved takes back all before it. */
function moveAll(from: string, to: string, places: readonly string[]): void {
  const moved: string[] = []
  try {
    for (const path of places.toSorted((a, b) => Number(a.includes('/hidden/')) - Number(b.includes('/hidden/')))) {
      mkdirSync(dirname(join(to, path)), { recursive: true })
      renameSync(join(from, path), join(to, path))
      moved.push(path)
    }
  } catch (error) {
    for (const path of moved) rmSync(join(to, path), { recursive: true, force: true })
    throw error
  }
}
