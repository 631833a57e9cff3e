import { part, setText } from './live-dom.js'
import { answerOf } from './live-forms.js'

/** @import { Board } from './live-types.d.ts' */

/** Where the broker is; when it is gone, the way back. */
export class BrokerView {
  #root
  #announce
  /** @type {boolean | undefined} */
  #wasUp

  /**
   * @param {HTMLElement} root
   * @param {(text: string) => void} announce
   */
  constructor(root, announce) {
    this.#root = root
    this.#announce = announce
    const button = part(root, 'data-live-start')
    button.addEventListener('click', () => void this.#start())
  }

  /** @param {Board} board */
  show({ broker }) {
    if (!broker) return
    const { bootstrap, up, kafkaVersion, why, canStart, starting, lines } = broker
    const root = this.#root
    const where = up ? `Kafka ${kafkaVersion} at ${bootstrap}` : `No Kafka at ${bootstrap}`
    setText(part(root, 'data-live-where'), where)
    part(root, 'data-live-banner').hidden = up
    part(root, 'data-live-board').classList.toggle('is-old', !up)
    setText(part(root, 'data-live-trouble'), up ? '' : starting ? 'The broker is starting …' : `${where}.`)
    setText(part(root, 'data-live-why'), starting ? '' : why)
    part(root, 'data-live-way-back').hidden = !canStart || starting
    const port = bootstrap.split(':').at(-1)
    setText(part(root, 'data-live-command'), `npm run broker start${port === '9092' ? '' : ` -- --port ${port}`}`)
    const told = part(root, 'data-live-start-lines')
    told.hidden = lines.length === 0
    setText(told, lines.join('\n'))
    if (this.#wasUp !== undefined && this.#wasUp !== up)
      this.#announce(up ? 'The broker is back.' : 'The broker is gone.')
    this.#wasUp = up
  }

  async #start() {
    setText(part(this.#root, 'data-live-trouble'), 'The broker is starting …')
    // What it says comes with the board.
    await answerOf('/live/broker', new FormData())
  }
}
