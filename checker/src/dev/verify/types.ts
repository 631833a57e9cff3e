import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Type errors of the whole package: stubs, solutions, specimens and the checker alike. */
export async function typeErrors(root: string): Promise<string[]> {
  try {
    await promisify(execFile)(
      process.execPath,
      [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', root, '--pretty', 'false'],
      { cwd: root },
    )
    return []
  } catch (error) {
    const output =
      typeof error === 'object' && error !== null && 'stdout' in error ? String(error.stdout).trim() : String(error)
    return output.split('\n').filter(Boolean)
  }
}
