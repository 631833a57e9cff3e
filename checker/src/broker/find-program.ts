import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Every executable file of that name on the PATH of `env`, in its order. */
export async function findPrograms(name: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return existingPrograms(folders.map((folder) => join(folder, name)))
}

/** Those of `paths` that are executable files, in their order, each once. */
export async function existingPrograms(paths: readonly string[]): Promise<string[]> {
  const unique = [...new Set(paths)]
  const found = await Promise.all(unique.map(isProgram))
  return unique.filter((_, index) => found[index] === true)
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
