import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { solution } from './check.ts'

/**
 * A place in a program at which it waits for the test: so a disturbance comes at that very moment, however fast the machine is.
 * Once open it stays open, for all copies of the program.
 */
export class Gate {
  readonly #reached: string
  readonly #open: string

  constructor(dir: string, name = 'gate') {
    this.#reached = join(dir, `${name}.reached`)
    this.#open = join(dir, `${name}.open`)
  }

  /** A statement for the program's text. */
  get code(): string {
    return `{
  const { existsSync, writeFileSync } = await import('node:fs')
  writeFileSync(${JSON.stringify(this.#reached)}, '')
  while (!existsSync(${JSON.stringify(this.#open)})) await new Promise((resolve) => setTimeout(resolve, 5))
}
`
  }

  /** Whether a program has come to it. */
  get reached(): boolean {
    return existsSync(this.#reached)
  }

  open(): void {
    writeFileSync(this.#open, '')
  }
}

/** The solution's producer, waiting at the gate when it is connected and has sent nothing yet. */
export function sendingAt(gate: Gate): string {
  return behind(/^await producer\.connect\(\).*\n/m, gate, solution('producer.ts'))
}

/** The solution's consumer, waiting at the gate once it is asked to stop. */
export function stoppingAt(gate: Gate): string {
  return behind(/^await stopAsked\n/m, gate, solution('consumer.ts'))
}

function behind(line: RegExp, gate: Gate, text: string): string {
  if (!line.test(text)) throw new Error(`no line ${line.source}`)
  return text.replace(line, (found) => found + gate.code)
}
