/**
 * What the server says to a request: a piece of HTML, also of what went wrong.
 *
 * @typedef {{ ok: boolean, html: string, value: () => Record<string, string> }} Answer
 */

/** What is said when nobody answers. */
export const NO_ANSWER = 'The workshop does not answer. If it has ended, start it in a terminal: npm start'

/**
 * Asks the server: with fields it changes something, and is a POST. Never rejects.
 *
 * @param {string} address
 * @param {Record<string, string> | FormData} [fields]
 * @returns {Promise<Answer>}
 */
export async function ask(address, fields) {
  try {
    const entries = fields instanceof FormData ? [...fields].map(([name, value]) => [name, String(value)]) : fields
    const body = entries === undefined ? null : new URLSearchParams(entries)
    const response = await fetch(address, body === null ? {} : { method: 'POST', body })
    const text = await response.text()
    return { ok: response.ok, html: text, value: () => JSON.parse(text) }
  } catch {
    return { ok: false, html: `<p class="trouble" role="alert">${NO_ANSWER}</p>`, value: () => ({}) }
  }
}

/**
 * The one element of a panel that a selector names.
 *
 * @param {Element} desk
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function piece(desk, selector) {
  const found = desk.querySelector(selector)
  if (!(found instanceof HTMLElement)) throw new Error(`the desk has no ${selector}`)
  return found
}
