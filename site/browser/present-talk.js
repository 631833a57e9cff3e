/**
 * @typedef {object} Place
 * @property {number} number Of the slide, from 1.
 * @property {boolean} isBlank
 */

/**
 * Where a talk is. All windows of one lesson share it, slides and notes alike, and each of them may lead: what one does, the others
 * show. It stands in the address too, so a reload stays there, and a link leads there.
 */
export class Talk {
  /** @type {BroadcastChannel} */
  #channel
  /** @type {readonly Element[]} */
  #slides
  /** @type {(place: Place) => void} */
  #show
  /** @type {Place} */
  #place = { number: 1, isBlank: false }

  /**
   * @param {string} slug of the lesson
   * @param {readonly Element[]} slides in their order; each has its number as id, and its section's anchor in `data-anchor`
   * @param {(place: Place) => void} show called for each new place, whoever chose it
   */
  constructor(slug, slides, show) {
    this.#slides = slides
    this.#show = show
    this.#channel = new BroadcastChannel(`kafka-workshop/present/${slug}`)
    this.#channel.addEventListener('message', ({ data }) => this.#hear(data))
    addEventListener('hashchange', () => this.#goToAddress())
    // A page that a browser has kept aside has missed what the others did meanwhile.
    addEventListener('pageshow', ({ persisted }) => persisted && this.#channel.postMessage('where'))
  }

  get place() {
    return this.#place
  }

  /** Shows the slide of the address. Without one there, it is that of the other windows, or the first. */
  begin() {
    if (this.#goToAddress()) return
    this.#take({ number: 1, isBlank: false })
    this.#channel.postMessage('where')
  }

  /** @param {number} number of the slide to show; the nearest one where there is no such */
  go(number) {
    this.#lead({ number: Math.min(Math.max(number, 1), this.#slides.length), isBlank: false })
  }

  /** @param {'next' | 'back' | 'first' | 'last'} move */
  move(move) {
    const { number } = this.#place
    this.go({ next: number + 1, back: number - 1, first: 1, last: this.#slides.length }[move])
  }

  turnBlank() {
    this.#lead({ ...this.#place, isBlank: !this.#place.isBlank })
  }

  /** @param {Place} place */
  #lead(place) {
    this.#take(place)
    this.#channel.postMessage(place)
  }

  /** @param {unknown} data */
  #hear(data) {
    if (data === 'where') this.#channel.postMessage(this.#place)
    else if (isPlace(data) && this.#slides[data.number - 1] !== undefined) this.#take(data)
  }

  /** @param {Place} place */
  #take(place) {
    this.#place = place
    // Replaced, and not added: the browser's Back leaves the talk.
    history.replaceState(null, '', `#${place.number}`)
    this.#show(place)
  }

  /** False where the address names no slide. A section's anchor, as links in a lesson have it, leads to its first slide. */
  #goToAddress() {
    const name = decodeURIComponent(location.hash.slice(1))
    const index = this.#slides.findIndex(({ id }) => id === name)
    const named = index >= 0 ? index : this.#slides.findIndex((slide) => slide.getAttribute('data-anchor') === name)
    if (name === '' || named < 0) return false
    this.go(named + 1)
    return true
  }
}

/**
 * @param {unknown} data
 * @returns {data is Place}
 */
function isPlace(data) {
  return (
    typeof data === 'object' &&
    data !== null &&
    'number' in data &&
    Number.isInteger(data.number) &&
    'isBlank' in data &&
    typeof data.isBlank === 'boolean'
  )
}
