import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { BROKER_SETTINGS, asVariables, imagesFor } from '../../broker/index.ts'
import { type Figure, figure, median, repeated, timed } from './figures.ts'

/** Node reads all certificates where this is set: 130 ms of CPU a start that are the machine's, not ours. */
const { NODE_EXTRA_CA_CERTS: _, ...ENVIRONMENT } = process.env

/** The same tests as plain Vitest with testcontainers: see `checker/peer/peer.test.ts`. */
export async function peer(root: string, name: string, runs: number, bootstrap?: string): Promise<Figure> {
  const { kafka, zookeeper } = imagesFor(process.env)
  const env = {
    ...ENVIRONMENT,
    PEER_ROOT: root,
    PEER_KAFKA: kafka,
    PEER_ZOOKEEPER: zookeeper,
    PEER_SETTINGS: JSON.stringify(asVariables(BROKER_SETTINGS)),
    TESTCONTAINERS_RYUK_DISABLED: 'true',
    ...(bootstrap !== undefined && { PEER_BROKER: bootstrap }),
  }
  const args = ['vitest', 'run', '--root', join(root, 'checker/peer')]
  return figure(name, await repeated(runs, () => timed(() => ran('npx', args, root, env))))
}

/** The whole command, npm included, on a broker that earlier commands left warm. */
export async function warmCheck(root: string, provider: string, runs: number): Promise<Figure> {
  const check = () => timed(() => ran('npm', CHECK, root, envFor(provider)))
  await check()
  const bounds = provider === 'embedded' ? { bound: 2_200, aim: 1_500 } : {}
  return figure(`npm run check 03, warm (${provider})`, await repeated(runs, check), bounds)
}

/** The same when no broker runs; jars, archives or images are there. */
export async function coldCheck(root: string, provider: string, runs: number): Promise<Figure> {
  const check = async () => {
    await stopWarm(root)
    return timed(() => ran('npm', CHECK, root, envFor(provider)))
  }
  const values = await repeated(runs, check)
  await stopWarm(root)
  const bounds = provider === 'embedded' ? { bound: 4_000, aim: 2_800 } : {}
  return figure(`npm run check 03, cold (${provider})`, values, bounds)
}

/** Ends the broker that is kept warm for this user, if there is one. */
export async function stopWarm(root: string): Promise<void> {
  await ran('npm', ['run', '-s', 'broker', 'stop'], root, ENVIRONMENT)
}

/** How much of the peer's time ours takes, median by median. */
export function share(name: string, ours: Figure, theirs: Figure, bound: number): Figure {
  return figure(name, [median(ours.values) / median(theirs.values)], { bound, unit: '×' })
}

const CHECK = ['run', '-s', 'check', '03', '--', '--solution']

function envFor(provider: string): NodeJS.ProcessEnv {
  return { ...ENVIRONMENT, WORKSHOP_BROKER: provider, WORKSHOP_WARM_MINUTES: '5' }
}

async function ran(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${output}`)
}
