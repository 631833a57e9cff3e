// Slides: one at a time, as large as its window lets them be.
import { isOurs, moveOf } from './present-keys.js'
import { fitsOf } from './present-fit.js'
import { Talk } from './present-talk.js'

const slides = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.slide')])
const slug = document.body.dataset.slug ?? ''
const place = element('place', HTMLOutputElement)
const blank = element('blank', HTMLButtonElement)
const notes = element('notes', HTMLAnchorElement)
const leave = element('leave', HTMLAnchorElement)
const overview = element('overview', HTMLDialogElement)
const help = element('help', HTMLDialogElement)
const live = document.querySelector('.live-widget')

/** @type {HTMLElement | undefined} */
let shown
const talk = new Talk(slug, slides, show)

/** @param {import('./present-talk.js').Place} place */
function show({ number, isBlank }) {
  const slide = slides[number - 1]
  if (slide === undefined) return
  blank.hidden = !isBlank
  place.textContent = `${number} / ${slides.length}`
  notes.href = `/present/${slug}/notes#${number}`
  if (slide === shown) return
  const hadFocus =
    shown === undefined || shown.contains(document.activeElement) || document.activeElement === document.body
  shown?.classList.remove('current')
  slide.classList.add('current')
  shown = slide
  // One widget for all slides that want it: it listens to the server, and has its identifiers, once.
  if (live !== null) slide.querySelector('.live-place')?.replaceChildren(live)
  // For who reads by ear: the slide says its number and its heading. Who has a button in hand keeps it.
  if (hadFocus) slide.focus({ preventScroll: true })
  scrollTo(0, 0)
}

const ACTIONS = {
  next: () => talk.move('next'),
  back: () => talk.move('back'),
  overview: () => toggle(overview),
  help: () => toggle(help),
}

/** @type {Record<string, () => void>} */
const KEYS = {
  '?': () => toggle(help),
  o: () => toggle(overview),
  n: () => notes.click(),
  b: () => talk.turnBlank(),
  f: () => void fullScreen(),
  a: () => shown?.querySelector('details.answer')?.toggleAttribute('open'),
  Escape: () => (talk.place.isBlank ? talk.turnBlank() : leave.click()),
}

document.addEventListener('keydown', (event) => {
  const move = moveOf(event)
  const act = move === undefined ? KEYS[event.key] : () => talk.move(move)
  const open = document.querySelector('dialog[open]')
  if (open instanceof HTMLDialogElement && (event.key === '?' || event.key === 'o')) return open.close()
  if (act === undefined || open !== null || !isOurs(event)) return
  event.preventDefault()
  act()
})

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return
  const does = target.closest('[data-does]')?.getAttribute('data-does')
  if (does !== null && does !== undefined && does in ACTIONS) ACTIONS[/** @type {keyof typeof ACTIONS} */ (does)]()
  if (target.closest('#blank') !== null) talk.turnBlank()
  if (target.closest('#overview a') !== null) overview.close()
})

const SWIPE_PX = 60
/** @type {Touch | undefined} */
let touched
document.addEventListener('touchstart', ({ touches }) => (touched = touches.length === 1 ? touches[0] : undefined), {
  passive: true,
})
document.addEventListener('touchend', ({ changedTouches: [lifted] }) => {
  if (touched === undefined || lifted === undefined) return
  const [x, y] = [lifted.clientX - touched.clientX, lifted.clientY - touched.clientY]
  if (Math.abs(x) > SWIPE_PX && Math.abs(x) > 2 * Math.abs(y)) talk.move(x < 0 ? 'next' : 'back')
})

/** @param {HTMLDialogElement} dialog */
function toggle(dialog) {
  if (dialog.open) return dialog.close()
  const link = dialog.querySelectorAll('a')[talk.place.number - 1]
  dialog.showModal()
  link?.focus()
}

async function fullScreen() {
  // A browser that refuses, as one in a frame does, goes on as it is.
  if (document.fullscreenElement === null) await document.documentElement.requestFullscreen().catch(() => undefined)
  else await document.exitFullscreen()
}

/**
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} type
 * @returns {E}
 */
function element(id, type) {
  const found = document.getElementById(id)
  if (found instanceof type) return found
  throw new Error(`the page has no ${id}`)
}

document.documentElement.classList.add('paged')
talk.begin()
fitsOf(slides)
