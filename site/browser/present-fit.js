/** Where a window is too narrow for slides, they scroll, and their text has the size of any page. The same query stands in present.css. */
const SCROLLS = matchMedia('(max-width: 45rem), (max-aspect-ratio: 1/1)')
const STEP = 0.03
/** Below it nobody reads anything: then a slide scrolls. */
const LEAST = 0.4
/** So small may code become for its lines to stay whole; before it would be smaller, long lines are wrapped. */
const LEAST_WITH_WHOLE_LINES = 0.76

/**
 * Makes the text of each slide as much smaller as it takes for nothing to be cut off, now and whenever the window changes.
 *
 * @param {readonly HTMLElement[]} slides
 */
export function fitsOf(slides) {
  const fitAll = () => slides.forEach(fit)
  fitAll()
  addEventListener('resize', fitAll)
  addEventListener('load', fitAll)
  for (const details of document.querySelectorAll('.slide details')) {
    details.addEventListener('toggle', () => {
      const slide = details.closest('.slide')
      if (slide instanceof HTMLElement) fit(slide)
    })
  }
}

/** @param {HTMLElement} slide */
function fit(slide) {
  const body = slide.querySelector('.body')
  slide.style.setProperty('--fit', '1')
  if (body === null || SCROLLS.matches) return slide.classList.remove('has-whole-lines')
  slide.classList.add('has-whole-lines')
  if (shrink(slide, body, LEAST_WITH_WHOLE_LINES)) return
  slide.classList.remove('has-whole-lines')
  shrink(slide, body, LEAST)
}

/**
 * @param {HTMLElement} slide
 * @param {Element} body
 * @param {number} least
 * @returns {boolean} whether it fits
 */
function shrink(slide, body, least) {
  for (let size = 1; size >= least; size -= STEP) {
    slide.style.setProperty('--fit', size.toFixed(2))
    if (!isCut(body)) return true
  }
  return false
}

/** @param {Element} body */
function isCut({ scrollHeight, clientHeight, scrollWidth, clientWidth }) {
  return scrollHeight > clientHeight || scrollWidth > clientWidth
}
