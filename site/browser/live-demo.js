import { counted, element, keep, part, setText } from './live-dom.js'
import { answerOf } from './live-forms.js'

/** @import { Board, DemoView as DemoPart } from './live-types.d.ts' */

/** The demo's till and workers. */
export class DemoView {
  #root
  #isFirst = true

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = part(root, 'data-live-demo')
    const rate = part(this.#root, 'data-live-rate')
    rate.addEventListener('change', () => {
      if (rate instanceof HTMLSelectElement) void this.#ask('/live/demo/till', { rate: rate.value })
    })
    this.#root.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null
      if (!button || button.getAttribute('aria-disabled') === 'true') return
      const { liveTill, liveSend, liveWorker, liveSignal, liveClear, worker = '' } = button.dataset
      if (liveTill !== undefined) void this.#ask('/live/demo/till', { rate: liveTill })
      if (liveSend !== undefined) void this.#ask('/live/demo/send', { what: liveSend })
      if (liveWorker !== undefined) void this.#ask('/live/demo/workers', { kind: liveWorker })
      if (liveSignal !== undefined) void this.#ask('/live/demo/signal', { worker, signal: liveSignal })
      if (liveClear !== undefined) void this.#ask('/live/demo/clear', {})
    })
  }

  /** @param {Board} board */
  show({ demo }) {
    if (!demo) return
    const { till, workers } = demo
    // What goes on is shown; from then on it is open or not as its reader likes it.
    const goesOn = workers.length > 0 || till.rate > 0
    if (this.#isFirst && goesOn && this.#root instanceof HTMLDetailsElement) this.#root.open = true
    this.#isFirst = false
    const sold = till.sold === 0 ? 'It has sold nothing yet.' : `It has sold ${counted(till.sold)} purchases.`
    setText(part(this.#root, 'data-live-sold'), till.trouble === '' ? sold : `${sold} ${till.trouble}`)
    const rate = part(this.#root, 'data-live-rate')
    if (rate instanceof HTMLSelectElement && document.activeElement !== rate) rate.value = String(till.rate)
    keep(part(this.#root, 'data-live-workers'), workers, ({ name }) => name, makeWorker, showWorker)
  }

  /**
   * @param {string} path
   * @param {Record<string, string>} fields
   */
  async #ask(path, fields) {
    const answer = part(this.#root, 'data-live-answer')
    const trouble = await answerOf(path, fields)
    answer.classList.toggle('is-bad', trouble !== '')
    setText(answer, trouble)
  }
}

const BUTTONS = /** @type {const} */ ([
  ['kill', 'Kill', 'SIGKILL: at once, without a word to Kafka'],
  ['stop', 'Stop', 'SIGTERM: it may finish what it has in hand'],
  ['pause', 'Pause', 'SIGSTOP: it stands still'],
  ['resume', 'Resume', 'SIGCONT: it goes on'],
])

/** @param {DemoPart['workers'][number]} worker */
function makeWorker({ name, kind }) {
  const state = element('span', { class: 'state' })
  state.dataset.state = ''
  const lines = element('pre', { class: 'live-lines' })
  lines.dataset.lines = ''
  lines.tabIndex = 0
  lines.setAttribute('role', 'region')
  lines.setAttribute('aria-label', `Last lines of ${name}`)
  const buttons = BUTTONS.map(([signal, label, title]) => {
    const button = element('button', { text: label })
    button.type = 'button'
    button.title = title
    button.dataset.liveSignal = signal
    button.dataset.worker = name
    button.setAttribute('aria-label', `${label} ${name}`)
    return button
  })
  return element('section', { class: 'worker' }, [
    element('h3', {}, [
      element('span', { text: name }),
      document.createTextNode(' '),
      state,
      element('span', { class: 'live-quiet', text: kind }),
    ]),
    element('p', { class: 'buttons' }, buttons),
    lines,
  ])
}

/**
 * @param {HTMLElement} card
 * @param {DemoPart['workers'][number]} worker
 */
function showWorker(card, { state, end, lines }) {
  const word = part(card, 'data-state')
  setText(word, state === 'ended' ? end : state)
  word.classList.toggle('is-moving', state !== 'running')
  const output = part(card, 'data-lines')
  setText(output, lines.join('\n') || 'It has printed nothing yet.')
  if (document.activeElement !== output) output.scrollTop = output.scrollHeight
  for (const button of card.querySelectorAll('button')) {
    const signal = button.dataset.liveSignal
    const can = {
      kill: state !== 'ended',
      stop: state === 'running',
      pause: state === 'running',
      resume: state === 'paused',
    }
    button.setAttribute('aria-disabled', String(!can[/** @type {keyof typeof can} */ (signal)]))
  }
}
