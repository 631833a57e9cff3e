// The window of who speaks: the notes of the slide that is on the beamer, and what time it is.
import { isOurs, moveOf } from './present-keys.js'
import { Talk } from './present-talk.js'

const slides = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.slide')])
const slug = document.body.dataset.slug ?? ''
const blank = document.querySelector('[data-does=blank]')
const talk = new Talk(slug, slides, show)

/** @param {import('./present-talk.js').Place} place */
function show({ number, isBlank }) {
  for (const [index, slide] of slides.entries()) slide.classList.toggle('current', index === number - 1)
  write('place', `Slide ${number} of ${slides.length}${isBlank ? ', blank' : ''}`)
  blank?.setAttribute('aria-pressed', String(isBlank))
  document.getElementById('slides-link')?.setAttribute('href', `/present/${slug}#${number}`)
  scrollTo(0, 0)
}

document.addEventListener('keydown', (event) => {
  const move = moveOf(event)
  if (move === undefined && !(event.key === 'b' && isOurs(event))) return
  event.preventDefault()
  if (move === undefined) talk.turnBlank()
  else talk.move(move)
})

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button') : null
  const does = button?.dataset.does
  if (does === 'next' || does === 'back') talk.move(does)
  if (does === 'blank') talk.turnBlank()
  if (button?.id === 'restart') start(Date.now())
})

/** The time at which the talk began outlives a reload of its window. */
const STARTED = `present/${slug}/started`
let startedAt = Number(sessionStorage.getItem(STARTED) ?? Date.now())

/** @param {number} time */
function start(time) {
  startedAt = time
  sessionStorage.setItem(STARTED, String(time))
  tick()
}

function tick() {
  const seconds = Math.floor((Date.now() - startedAt) / 1000)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  write('clock', new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }))
  write('elapsed', parts.map((part) => String(part).padStart(2, '0')).join(':'))
}

/**
 * @param {string} id
 * @param {string} text
 */
function write(id, text) {
  const place = document.getElementById(id)
  if (place !== null) place.textContent = text
}

document.documentElement.classList.add('paged')
talk.begin()
start(startedAt)
setInterval(tick, 1000)
