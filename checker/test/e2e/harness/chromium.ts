import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { execa } from 'execa'

/** The command of a Chromium of this machine; undefined where there is none. */
export async function findChromium(): Promise<string | undefined> {
  for (const name of ['chromium', 'google-chrome', 'chromium-browser']) {
    const { exitCode } = await execa(name, ['--version'], { reject: false })
    if (exitCode === 0) return name
  }
  return undefined
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly sessionId?: string
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
}

/** A page in a headless Chromium, driven by its DevTools protocol over a pipe: no port, and no package. */
export class BrowserPage {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (message: Message) => void>()
  #calls = 0
  #session: string | undefined
  #loaded: () => void = () => undefined

  private constructor(child: ChildProcess) {
    this.#child = child
    let rest = ''
    const answers = child.stdio[4] as Readable
    answers.setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (rest + chunk).split('\0')
      rest = messages.pop() ?? ''
      for (const text of messages) {
        const message = JSON.parse(text) as Message
        if (message.id !== undefined) this.#waiting.get(message.id)?.(message)
        if (message.method === 'Page.loadEventFired') this.#loaded()
      }
    })
  }

  /** Opens a page and waits until it is loaded. `profile`: a folder of its own. */
  static async open(command: string, { url, profile }: { url: string; profile: string }): Promise<BrowserPage> {
    const args = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${profile}`,
      '--remote-debugging-pipe',
    ]
    const page = new BrowserPage(spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] }))
    const { targetId } = await page.call('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await page.call('Target.attachToTarget', { targetId, flatten: true })
    page.#session = String(sessionId)
    await page.call('Page.enable', {})
    const loaded = new Promise<void>((resolve) => (page.#loaded = resolve))
    await page.call('Page.navigate', { url })
    await loaded
    return page
  }

  /** The value of an expression in the page, as JSON has it. */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    return (result as { value?: unknown }).value
  }

  /** Presses a key that has no character, as `Tab` or `ArrowDown`. */
  async press(key: string): Promise<void> {
    const code = { Tab: 9, ArrowDown: 40, ArrowUp: 38, Home: 36, End: 35 }[key]
    for (const type of ['rawKeyDown', 'keyUp'])
      await this.call('Input.dispatchKeyEvent', { type, key, code: key, windowsVirtualKeyCode: code })
  }

  async call(method: string, params: object): Promise<Record<string, unknown>> {
    const id = ++this.#calls
    const answer = new Promise<Message>((resolve) => this.#waiting.set(id, resolve))
    const request = { id, method, params, ...(this.#session !== undefined && { sessionId: this.#session }) }
    ;(this.#child.stdio[3] as Writable).write(`${JSON.stringify(request)}\0`)
    const { result, error } = await answer
    if (error) throw new Error(`${method}: ${error.message}`)
    return result ?? {}
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('close', resolve))
    this.#session = undefined
    await this.call('Browser.close', {})
    await ended
  }
}
