import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Exercise, type ExerciseDefinition, foldersOf } from '../catalog/index.ts'
import { UsageError } from '../errors/index.ts'

/** The programs that a command is about: all of the exercise, those of a part, or one by its name, with or without `.ts`. */
export function chosenPrograms(
  { id, parts }: Exercise,
  { programs }: ExerciseDefinition,
  { part, program }: { part?: number | undefined; program?: string | undefined },
): string[] {
  const names = Object.keys(programs)
  if (part !== undefined) refuseUnknownPart(id, parts.length, part)
  const found = names.filter(
    (name) =>
      (part === undefined || programs[name]?.includes(part)) &&
      (program === undefined || name === program || name === `${program}.ts`),
  )
  if (found.length > 0) return found
  const ofPart = part === undefined ? '' : ` in part ${part}`
  throw new UsageError(`${id} has no program "${program}"${ofPart}.`, {
    code: 'no-such-program',
    fix: `Its programs are: ${names.map((name) => `${name} (${partsText(programs[name] ?? [])})`).join(', ')}.`,
  })
}

/** Throws `UsageError` for a part that an exercise of so many parts has not. */
export function refuseUnknownPart(id: string, parts: number, part: number): void {
  if (part >= 1 && part <= parts) return
  throw new UsageError(`${id} has no part ${part}.`, { code: 'no-such-part', fix: `Its parts are 1 to ${parts}.` })
}

/** `part 2`, `parts 1, 2 and 3`. */
export function partsText(parts: readonly number[]): string {
  const last = parts.at(-1)
  return parts.length < 2 ? `part ${last}` : `parts ${parts.slice(0, -1).join(', ')} and ${last}`
}

/** Whether none of the learner's programs differs from its stub; a file that is not there differs. */
export function isUntouched(root: string, { id }: Exercise, { programs }: ExerciseDefinition): boolean {
  const { exercise, given } = foldersOf(root, id)
  return Object.keys(programs).every((name) => {
    const [own, stub] = [exercise, given].map((folder) => contentOf(join(folder, name)))
    return own !== undefined && stub !== undefined && own.equals(stub)
  })
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
