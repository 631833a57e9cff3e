import { pathToFileURL } from 'node:url'
import type { Exercise, ExerciseDefinition } from '../catalog/index.ts'

/** Compiled entry points of the checker by the path of their source, as the launcher makes them. */
export interface Bundle {
  readonly entries: Readonly<Record<string, string>>
  /** The module of kafkajs that programs import, absolute; what it loads lies in its folder. */
  readonly kafkajs: string
}

/** The exercise's definition, from the checker's bundle. */
export async function definitionOf(bundle: Bundle, exercise: Exercise): Promise<ExerciseDefinition> {
  const path = entryOf(bundle, `checker/hidden/${exercise.id}/exercise.ts`)
  const module = (await import(pathToFileURL(path).href)) as { default: ExerciseDefinition }
  return module.default
}

/** Throws for a source that is no entry point: a bug of the launcher. */
export function entryOf(bundle: Bundle, source: string): string {
  const path = bundle.entries[source]
  if (path === undefined) throw new Error(`the bundle lacks ${source}`)
  return path
}
