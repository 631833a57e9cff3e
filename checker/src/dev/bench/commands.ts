import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { timed } from './figures.ts'

/** Node reads all certificates where this is set: 130 ms of CPU a start that are the machine's, not ours. */
const { NODE_EXTRA_CA_CERTS: _, ...ENVIRONMENT } = process.env
export { ENVIRONMENT }

/** How long the check of the solution takes with that WORKSHOP_BROKER, npm included, milliseconds. */
export async function checkSolution(root: string, broker: string): Promise<number> {
  const env = { ...ENVIRONMENT, WORKSHOP_BROKER: broker, WORKSHOP_WARM_MINUTES: '5' }
  return timed(() => run('npm', ['run', '-s', 'check', '03', '--', '--solution'], root, env))
}

/** Runs a command to its end; throws, with what it printed, unless that is 0. */
export async function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${output}`)
}
