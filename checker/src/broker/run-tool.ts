import { spawn } from 'node:child_process'

export interface ToolResult {
  /** Null when it did not start or was ended by a signal. */
  readonly code: number | null
  /** Standard output and standard error, as they came. */
  readonly output: string
}

/**
 * Runs a small program of the system to its end and gives what it said; never rejects. A program that takes longer than
 * `timeoutMs` hangs (these answer in milliseconds) and is killed: code null.
 */
export function runTool(
  command: string,
  args: readonly string[],
  { env, timeoutMs = 10_000 }: { env: NodeJS.ProcessEnv; timeoutMs?: number },
): Promise<ToolResult> {
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    })
    const collect = (chunk: Buffer): void => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => resolve({ code: null, output: error.message }))
    child.on('close', (code) => resolve({ code, output }))
  })
}
