// Of pages with texts: the explanation of a term beside its link, and a list of lessons that is closed where it would fill the screen.

const GAP_PX = 4
/** As long as the pointer needs to go from a link to its explanation. */
const GRACE_MS = 200

/** @type {{ link: HTMLElement, tooltip: HTMLElement } | undefined} */
let shown
/** @type {number | undefined} */
let leaving

/** @param {EventTarget | null} target */
function termAt(target) {
  const link = target instanceof Element ? target.closest('a[data-term]') : null
  if (!(link instanceof HTMLElement)) return undefined
  const tooltip = document.getElementById(`term-${link.dataset.term}`)
  return tooltip === null ? undefined : { link, tooltip }
}

/** @param {{ link: HTMLElement, tooltip: HTMLElement }} term */
function show(term) {
  stay()
  if (shown?.link === term.link) return
  hide()
  shown = term
  shown.tooltip.hidden = false
  place()
}

/** Below the link, or above it where there is more room. */
function place() {
  if (shown === undefined) return
  const { link, tooltip } = shown
  // A link may be broken across two lines: its first one is where it is read.
  const at = link.getClientRects()[0] ?? link.getBoundingClientRect()
  const { width, height } = tooltip.getBoundingClientRect()
  const fitsBelow = at.bottom + GAP_PX + height <= window.innerHeight
  const left = Math.max(GAP_PX, Math.min(at.left, document.documentElement.clientWidth - width - GAP_PX))
  tooltip.style.left = `${left}px`
  tooltip.style.top = `${fitsBelow ? at.bottom + GAP_PX : Math.max(GAP_PX, at.top - GAP_PX - height)}px`
}

function hide() {
  stay()
  if (shown !== undefined) shown.tooltip.hidden = true
  shown = undefined
}

function stay() {
  window.clearTimeout(leaving)
  leaving = undefined
}

/** The pointer may go to the explanation, and the focus keeps it open. */
function hideSoon() {
  leaving ??= window.setTimeout(() => {
    leaving = undefined
    if (document.activeElement !== shown?.link) hide()
  }, GRACE_MS)
}

document.addEventListener('pointerover', (event) => {
  const term = termAt(event.target)
  if (term !== undefined) show(term)
  else if (event.target instanceof Node && shown?.tooltip.contains(event.target)) stay()
  else if (shown !== undefined) hideSoon()
})
document.addEventListener('focusin', (event) => {
  const term = termAt(event.target)
  if (term === undefined) hide()
  else show(term)
})
document.addEventListener('focusout', hide)
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') hide()
})
// It is placed in the window, in which its link moves.
document.addEventListener('scroll', place, { capture: true, passive: true })

const contents = document.querySelector('.contents details')
const narrow = window.matchMedia('(max-width: 56rem)')
function foldContents() {
  if (contents instanceof HTMLDetailsElement) contents.open = !narrow.matches
}
narrow.addEventListener('change', foldContents)
foldContents()
