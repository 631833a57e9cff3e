import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface TypeCheckLimits {
  /** In milliseconds. */
  readonly timeout?: number
  /** Ends TypeScript; what it has not printed by then is not told. */
  readonly signal?: AbortSignal
}

/** What the TypeScript of the checkout says of a project, as it prints it; empty when nothing is wrong. Never rejects. */
export async function typeCheck(root: string, project: string, limits: TypeCheckLimits = {}): Promise<string> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  try {
    const args = [tsc, '-p', project, '--pretty', 'false']
    await promisify(execFile)(process.execPath, args, { cwd: project, ...limits })
    return ''
  } catch (error) {
    return typeof error === 'object' && error !== null && 'stdout' in error ? String(error.stdout) : String(error)
  }
}
