import { piece } from './desk-requests.js'

/**
 * Opens the panel's dialog with an answer in it; Esc and its button close it, and the focus goes back to where it was.
 *
 * @param {HTMLElement} desk
 * @param {import('./desk-requests.js').Answer} answer
 */
export function openDialog(desk, answer) {
  const dialog = dialogOf(desk)
  fill(dialog, answer)
  if (!dialog.open) dialog.showModal()
}

/**
 * Puts another answer into it; what had the focus may be gone, so the dialog's button has it then.
 *
 * @param {HTMLElement} desk
 * @param {import('./desk-requests.js').Answer} answer
 */
export function refillDialog(desk, answer) {
  const dialog = dialogOf(desk)
  fill(dialog, answer)
  piece(dialog, 'form[method=dialog] button').focus()
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {import('./desk-requests.js').Answer} answer
 */
function fill(dialog, { ok, html }) {
  const title = '<h2 id="desk-dialog-title">This did not work</h2>'
  piece(dialog, '.dialog-place').innerHTML = ok ? html : title + html
  dialog.scrollTop = 0
}

/**
 * @param {HTMLElement} desk
 * @returns {HTMLDialogElement}
 */
function dialogOf(desk) {
  const dialog = piece(desk, 'dialog')
  if (!(dialog instanceof HTMLDialogElement)) throw new Error('the desk has no dialog')
  return dialog
}
