import { requireSandbox } from '../../src/runner/index.ts'

const here = await requireSandbox().then(
  () => true,
  () => false,
)

/** Whether there is a sandbox on this machine: elsewhere `--sandbox` is refused, which has a test of its own. */
export function sandboxHere(): boolean {
  return here
}
