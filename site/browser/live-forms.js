import { part, setText } from './live-dom.js'

/**
 * Asks the server for a change; gives back what went wrong, and nothing where nothing did.
 * @param {string} path
 * @param {FormData | Record<string, string>} fields
 * @returns {Promise<string>}
 */
export async function answerOf(path, fields) {
  const entries =
    fields instanceof FormData ? [...fields].map(([name, value]) => [name, String(value)]) : Object.entries(fields)
  try {
    const response = await fetch(path, { method: 'POST', body: new URLSearchParams(entries) })
    if (response.ok) return ''
    const { message, fix } = await response.json()
    return `${message} ${fix}`
  } catch {
    return 'The server of this page does not answer. Start it: npm start'
  }
}

/**
 * Sends each form by itself, and says beside it what came of it.
 * @param {HTMLElement} root
 */
export function listenToForms(root) {
  for (const form of root.querySelectorAll('[data-live-form]')) {
    if (!(form instanceof HTMLFormElement)) continue
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void sent(form)
    })
  }
}

/** @param {HTMLFormElement} form */
async function sent(form) {
  const answer = part(form, 'data-live-answer')
  setText(answer, '…')
  const path = new URL(form.action).pathname
  const trouble = await answerOf(path, new FormData(form))
  answer.classList.toggle('is-bad', trouble !== '')
  setText(answer, trouble || 'Done.')
}
