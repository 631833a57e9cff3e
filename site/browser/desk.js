// The panel beside a task: check, hints, solution, reset. What it puts into the page is HTML that the server made, and escaped.
import { showCheck } from './desk-check.js'
import { openDialog, refillDialog } from './desk-dialog.js'
import { ask, piece } from './desk-requests.js'

for (const desk of document.querySelectorAll('section.desk')) if (desk instanceof HTMLElement) equip(desk)

/** @param {HTMLElement} desk */
function equip(desk) {
  const { exercise = '', check = '' } = desk.dataset
  const base = `/desk/${encodeURIComponent(exercise)}`

  /** @type {Record<string, (button: HTMLElement) => Promise<void>>} */
  const acts = {
    check: ({ dataset }) => startCheck(desk, dataset['part'] ?? ''),
    'next-hint': async () => {
      const part = piece(desk, '.hints-of').dataset['part'] ?? ''
      await showHints(desk, await ask(`${base}/hints`, { part }))
      const hints = desk.querySelectorAll('.seen > li')
      const last = hints[hints.length - 1]
      if (last instanceof HTMLElement) last.focus()
    },
    'open-solution': async () => openDialog(desk, await ask(`${base}/solution`)),
    'solution-anyway': async ({ dataset }) =>
      refillDialog(desk, await ask(`${base}/solution`, { program: dataset['program'] ?? '' })),
    'open-reset': async () => openDialog(desk, await ask(`${base}/reset`)),
  }
  desk.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button[data-do]') : null
    if (!(button instanceof HTMLElement) || button.getAttribute('aria-disabled') === 'true') return
    void acts[button.dataset['do'] ?? '']?.(button)
  })
  desk.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.dataset['do'] !== 'reset') return
    event.preventDefault()
    void ask(`${base}/reset`, new FormData(form)).then((answer) => refillDialog(desk, answer))
  })
  desk.addEventListener('change', (event) => {
    const select = event.target
    if (!(select instanceof HTMLSelectElement) || select.name !== 'part') return
    void ask(`${base}/hints?part=${encodeURIComponent(select.value)}`).then(async (answer) => {
      await showHints(desk, answer)
      piece(desk, '.hints select').focus()
    })
  })
  if (check !== '') follow(desk, check)
}

/**
 * @param {HTMLElement} desk
 * @param {string} part
 */
async function startCheck(desk, part) {
  piece(desk, '.check-state').textContent = 'Asking for a check …'
  const answer = await ask('/checks', { exercise: desk.dataset['exercise'] ?? '', part })
  if (answer.ok) {
    follow(desk, answer.value()['id'] ?? '')
    return
  }
  piece(desk, '.check-state').textContent = 'Nothing was checked.'
  piece(desk, '.check-result').innerHTML = answer.html
}

/**
 * @param {HTMLElement} desk
 * @param {string} id
 */
function follow(desk, id) {
  setBusy(desk, true)
  showCheck(desk, id, async () => {
    setBusy(desk, false)
    // Those for the belief that it showed come first now.
    await showHints(desk, await ask(`/desk/${encodeURIComponent(desk.dataset['exercise'] ?? '')}/hints`))
  })
}

/**
 * Not `disabled`: that would take the focus from who pressed it.
 *
 * @param {HTMLElement} desk
 * @param {boolean} isBusy
 */
function setBusy(desk, isBusy) {
  for (const button of desk.querySelectorAll('.checks button')) button.setAttribute('aria-disabled', String(isBusy))
}

/**
 * @param {HTMLElement} desk
 * @param {import('./desk-requests.js').Answer} answer
 */
async function showHints(desk, answer) {
  piece(desk, '.hints-place').innerHTML = answer.html
}
