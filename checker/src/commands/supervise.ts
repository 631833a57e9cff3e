import { Supervisor, type WarmProvider, keepContainers, warmMinutes } from '../broker/index.ts'
import type { CommandContext } from './context.ts'

/** The process that keeps a broker warm: started by other commands, never by hand. Returns when it has ended. */
export async function supervise(
  { port, keep = false, first }: { port?: number; keep?: boolean; first?: WarmProvider },
  { root, atEnd }: CommandContext,
): Promise<number> {
  const idleMs = keep ? null : warmMinutes(process.env) * 60_000
  const supervisor = await Supervisor.open({ root, env: process.env, port, first, idleMs })
  // Another one was faster: whoever started us finds that one.
  if (!supervisor) return 0
  atEnd(() => supervisor.close())
  await supervisor.ended
  return 0
}

/** The process that removes the containers of the one that started it, when that one is gone. */
export async function keepContainersOfParent(): Promise<void> {
  await keepContainers(process.stdin)
}
