import { endOf, signalTo } from './moments.ts'
import { claim } from './outcomes.ts'
import type { Program } from './program.ts'
import type { Shop } from './shop.ts'

/** What became of a program that was asked to stop. */
interface Stopped {
  readonly shop: Shop
  readonly program: Program
  /** As `Program.stop()` gave it. */
  readonly exit: Program['exit']
}

/** Claims that it ended within the limit after SIGTERM, with exit code 0, and without keeping its group waiting. */
export function claimStopped({ shop, program, exit }: Stopped): void {
  const { evidence } = shop
  const ends = [signalTo(evidence, program.name, 'SIGKILL'), endOf(evidence, program.name)]
  const shownBy = [...ends, signalTo(evidence, program.name, 'SIGTERM')]
  claim(exit !== undefined, {
    saw: 'it was still running 5 seconds after SIGTERM',
    expected: 'an end by itself',
    shownBy,
  })
  claim(exit.code === 0, {
    saw: `it ended with ${exit.signal ?? `exit code ${exit.code}`}`,
    expected: 'exit code 0',
    shownBy,
  })
  const left = evidence.of('left').some(({ process, by }) => process === program.name && by === 'program')
  claim(left, {
    shownBy,
    saw: 'it ended without leaving its group',
    expected: 'a disconnect that is done before the program ends, so that the group does not wait for it',
  })
}
