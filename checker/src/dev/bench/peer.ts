import { join } from 'node:path'
import { BROKER_SETTINGS, asVariables, imagesFor } from '../../broker/index.ts'
import { ENVIRONMENT, checkSolution, run } from './commands.ts'
import { type Figure, figure, median, repeated, timed } from './figures.ts'

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
  return figure(name, await repeated(runs, () => timed(() => run('npx', args, root, env))))
}

/** The whole command, npm included, on a broker that earlier commands left warm. */
export async function warmCheck(root: string, provider: string, runs: number): Promise<Figure> {
  const check = () => checkSolution(root, provider)
  await check()
  const bounds = provider === 'embedded' ? { bound: 2_200, aim: 1_500 } : {}
  return figure(`npm run check 03, warm (${provider})`, await repeated(runs, check), bounds)
}

/** The same when no broker runs; jars, archives or images are there. */
export async function coldCheck(root: string, provider: string, runs: number): Promise<Figure> {
  const check = async () => {
    await stopWarm(root)
    return checkSolution(root, provider)
  }
  const values = await repeated(runs, check)
  await stopWarm(root)
  const bounds = provider === 'embedded' ? { bound: 4_000, aim: 2_800 } : {}
  return figure(`npm run check 03, cold (${provider})`, values, bounds)
}

/** Ends the broker that is kept warm for this user, if there is one. */
export async function stopWarm(root: string): Promise<void> {
  await run('npm', ['run', '-s', 'broker', 'stop'], root, ENVIRONMENT)
}

/** How much of the peer's time ours takes, median by median. */
export function share(name: string, ours: Figure, theirs: Figure, bound: number): Figure {
  return figure(name, [median(ours.values) / median(theirs.values)], { bound, unit: '×' })
}
