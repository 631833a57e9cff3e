import { counted, element, part, setText } from './live-dom.js'

/** @import { BytesView, RecordDetail } from './live-types.d.ts' */

/**
 * Opens a record with all that it has, and resolves when it is closed.
 * @param {HTMLElement} root
 * @param {{ topic: string, partition: string, offset: string }} place
 */
export async function openRecord(root, place) {
  const dialog = part(root, 'data-live-record')
  if (!(dialog instanceof HTMLDialogElement)) return
  const title = dialog.querySelector('h2')
  if (title) setText(title, `${place.topic}, partition ${place.partition}, offset ${place.offset}`)
  const body = part(dialog, 'data-live-record-body')
  body.replaceChildren(element('p', { text: 'Reading it …' }))
  dialog.showModal()
  const closed = new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }))
  body.replaceChildren(...(await contentOf(place)))
  await closed
}

/**
 * @param {{ topic: string, partition: string, offset: string }} place
 * @returns {Promise<Node[]>}
 */
async function contentOf(place) {
  try {
    const response = await fetch(`/live/record?${new URLSearchParams(place)}`)
    const answer = await response.json()
    if (!response.ok) return [element('p', { text: `${answer.message} ${answer.fix}` })]
    return shown(/** @type {RecordDetail} */ (answer))
  } catch {
    return [element('p', { text: 'The server of this page does not answer. Start it: npm start' })]
  }
}

/** @param {RecordDetail} detail */
function shown({ at, key, value, headers, headersLeft }) {
  const list = element('dl', {}, [
    element('dt', { text: 'Timestamp' }),
    element('dd', { text: at }),
    ...entry('Key', key, 'no key'),
    ...entry('Value', value, 'no value: a tombstone'),
    ...headers.flatMap((header) => entry(`Header ${header.key}`, header.value, 'no value')),
  ])
  const left = headersLeft > 0 ? [element('p', { text: `${counted(headersLeft)} more headers are not shown.` })] : []
  const none = headers.length === 0 ? [element('p', { class: 'live-quiet', text: 'It has no headers.' })] : []
  return [list, ...none, ...left]
}

/**
 * @param {string} name
 * @param {BytesView} view
 * @param {string} nothing
 */
function entry(name, { kind, text, bytes, left }, nothing) {
  const size = `${counted(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}${kind === 'binary' ? ', no text' : ''}`
  const cut = left > 0 ? `; the last ${counted(left)} are not shown` : ''
  const content =
    kind === 'null'
      ? [element('em', { text: nothing })]
      : [element('pre', { text }), element('small', { class: 'live-quiet', text: size + cut })]
  const pre = content.find((one) => one instanceof HTMLPreElement)
  // It may be longer than its place: the keyboard scrolls it.
  if (pre) {
    pre.tabIndex = 0
    pre.setAttribute('role', 'region')
    pre.setAttribute('aria-label', name)
  }
  return [element('dt', { text: name }), element('dd', {}, content)]
}
