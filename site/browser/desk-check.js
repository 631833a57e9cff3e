import { NO_ANSWER, piece } from './desk-requests.js'

const GONE = 'Nothing is known of this check any more: the workshop was started anew. Check again.'

/**
 * Shows a check as it goes on, from its start, whenever it was that it began. The browser asks again by itself for what it has missed.
 *
 * @param {HTMLElement} desk
 * @param {string} id
 * @param {() => void} onEnd called when nothing more will come
 */
export function showCheck(desk, id, onEnd) {
  const [state, result] = [piece(desk, '.check-state'), piece(desk, '.check-result')]
  const source = new EventSource(`/checks/${encodeURIComponent(id)}/events`)
  let said = ''
  const end = () => {
    source.close()
    onEnd()
  }
  source.addEventListener('open', () => {
    if (said !== '') state.innerHTML = said
  })
  source.addEventListener('state', ({ data }) => {
    said = data
    state.innerHTML = data
  })
  source.addEventListener('begun', ({ data }) => (result.innerHTML = data))
  source.addEventListener('test', ({ data }) => place(result, data))
  source.addEventListener('verdict', ({ data }) => {
    result.innerHTML = data
    end()
  })
  source.addEventListener('error', () => {
    const isOver = source.readyState === EventSource.CLOSED
    state.textContent = isOver ? GONE : NO_ANSWER
    if (isOver) end()
  })
}

/**
 * Puts a test below its part; one that was run once more stands where it stood.
 *
 * @param {HTMLElement} result
 * @param {string} html
 */
function place(result, html) {
  const template = document.createElement('template')
  template.innerHTML = html
  const row = template.content.firstElementChild
  if (!(row instanceof HTMLElement)) return
  const { part = '', test = '' } = row.dataset
  const list = result.querySelector(`ol[data-of="${CSS.escape(part)}"]`)
  const before = list?.querySelector(`li[data-test="${CSS.escape(test)}"]`)
  if (before) before.replaceWith(row)
  else list?.append(row)
}
