import { counted, element, keep, part, setText } from './live-dom.js'

/** @import { Board, GroupView, Happening } from './live-types.d.ts' */

/** Kafka's words for the state of a group, and what they mean. */
const STATES = /** @type {Record<string, string>} */ ({
  Stable: 'each partition has its member',
  PreparingRebalance: 'waiting for its members',
  CompletingRebalance: 'sharing out partitions',
  Empty: 'nobody is in it; its offsets are kept',
})

/** Groups, their members, and what happened to them. */
export class GroupsView {
  #root
  #announce
  /** The number of the last happening that was read out; those from before the page are not. */
  #told = Date.now()

  /**
   * @param {HTMLElement} root
   * @param {(text: string) => void} announce
   */
  constructor(root, announce) {
    this.#root = root
    this.#announce = announce
  }

  /** @param {Board} board */
  show({ groups, happenings }) {
    keep(part(this.#root, 'data-live-groups'), groups, ({ id }) => id, makeGroup, showGroup)
    keep(
      part(this.#root, 'data-live-happenings'),
      happenings.toReversed(),
      ({ number }) => String(number),
      makeHappening,
      () => undefined,
    )
    const news = happenings.filter(({ matters, number }) => matters && number > this.#told)
    if (news.length === 0) return
    this.#announce(news.map(({ text }) => text).join(' '))
    this.#told = news.at(-1)?.number ?? this.#told
  }
}

/** @param {GroupView} group */
function makeGroup({ id }) {
  const state = element('span', { class: 'state' })
  state.dataset.state = ''
  const meaning = element('p', { class: 'live-quiet' })
  meaning.dataset.meaning = ''
  const members = element('ul', { class: 'members' })
  members.dataset.members = ''
  const title = element('h3', {}, [element('span', { text: id }), document.createTextNode(' '), state])
  return element('section', { class: 'group' }, [title, meaning, members])
}

/**
 * @param {HTMLElement} card
 * @param {GroupView} group
 */
function showGroup(card, { state, members, positions }) {
  const word = part(card, 'data-state')
  setText(word, state)
  word.classList.toggle('is-moving', state.endsWith('Rebalance'))
  const lags = positions.flatMap(({ lag }) => lag ?? [])
  const lag = lags.length === 0 ? '' : `; lag ${counted(lags.reduce((sum, one) => sum + one, 0))}`
  // Where it begins there is its own business, so no lag can be told.
  const silent = positions.filter(({ offset }) => offset === null).length
  const rest = silent === 0 ? '' : `; nothing committed yet in ${silent} ${silent === 1 ? 'partition' : 'partitions'}`
  setText(part(card, 'data-meaning'), `${STATES[state] ?? ''}${lag}${rest}`)
  keep(
    part(card, 'data-members'),
    members,
    ({ id }) => id,
    ({ name }) => {
      const has = element('span')
      has.dataset.has = ''
      return element('li', {}, [element('b', { text: name }), document.createTextNode(' '), has])
    },
    (line, { has }) => setText(part(line, 'data-has'), has),
  )
}

/** @param {Happening} happening */
function makeHappening({ at, text }) {
  return element('li', {}, [element('time', { text: at }), document.createTextNode(' '), element('span', { text })])
}
