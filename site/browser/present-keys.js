/** Those of a keyboard, and of what one holds in the hand: such things press PageDown and PageUp. */
const MOVES = /** @type {const} */ ({
  ArrowRight: 'next',
  ' ': 'next',
  PageDown: 'next',
  ArrowLeft: 'back',
  PageUp: 'back',
  Home: 'first',
  End: 'last',
})

/**
 * The move that a key asks for; undefined for another key, and for one that is meant for a field, a link or a button.
 *
 * @param {KeyboardEvent} event
 * @returns {'next' | 'back' | 'first' | 'last' | undefined}
 */
export function moveOf(event) {
  if (!isOurs(event)) return undefined
  return event.shiftKey && event.key === ' ' ? 'back' : MOVES[/** @type {keyof typeof MOVES} */ (event.key)]
}

/**
 * Whether a key is free to mean something: with no other held, and not on its way to what has the focus.
 *
 * @param {KeyboardEvent} event
 */
export function isOurs(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const target = event.target instanceof Element ? event.target : document.body
  if (target.closest('input, textarea, select, dialog') !== null) return false
  return ![' ', 'Enter'].includes(event.key) || target.closest('a, button, summary') === null
}
