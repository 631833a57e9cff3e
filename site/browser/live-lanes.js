import { counted, element, keep, part, setText } from './live-dom.js'
import { openRecord } from './live-record.js'

/** @import { Board, GroupView, LaneView, RecordPreview } from './live-types.d.ts' */

/** As many as the server shows of a partition; the style has as many columns. */
const COLUMNS = 8
/** How many colours keys have. */
const HUES = 8

/** Topics as lanes of partitions, with the groups that read them. */
export class LanesView {
  #root
  /** Of a lane from which a record was opened: it stands still. */
  #opened = ''

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root
    const topics = part(root, 'data-live-topics')
    topics.addEventListener('keydown', moveBetweenRecords)
    topics.addEventListener('click', ({ target }) => {
      const box = target instanceof Element ? target.closest('.record') : null
      if (box instanceof HTMLButtonElement) void this.#open(box)
    })
  }

  /** @param {Board} board */
  show(board) {
    const readers = readersOf(board.groups)
    keep(
      part(this.#root, 'data-live-topics'),
      board.topics,
      ({ name }) => name,
      makeTopic,
      (child, { name, partitions }) => {
        setText(part(child, 'data-topic-about'), partitions === 1 ? '1 partition' : `${partitions} partitions`)
        const lanes = Array.from({ length: partitions }, (_, index) => board.lanes.get(`${name}/${index}`)).filter(
          (lane) => lane !== undefined,
        )
        keep(
          part(child, 'data-lanes'),
          lanes,
          ({ partition }) => String(partition),
          makeLane,
          (row, lane) => {
            this.#showLane(row, lane, readers.get(`${name}/${lane.partition}`) ?? [])
          },
        )
      },
    )
    this.#tellLeft(board)
    offerTopics(part(this.#root, 'data-live-topic-names'), board.topics)
  }

  /**
   * @param {HTMLElement} row
   * @param {LaneView} lane
   * @param {readonly Reader[]} readers
   */
  #showLane(row, lane, readers) {
    const track = part(row, 'data-track')
    const isHeld = track.matches(':hover, :focus-within') || this.#opened === laneName(lane)
    if (!isHeld || track.childElementCount === 0) showRecords(track, lane)
    const held = [...track.children].map((box) => Number(/** @type {HTMLElement} */ (box).dataset.key))
    setText(part(row, 'data-tail'), tailOf(lane, isHeld ? held : undefined))
    keep(
      part(row, 'data-readers'),
      readers,
      ({ group }) => group,
      makeReader,
      (line, reader) => {
        showReader(line, reader, held)
      },
    )
  }

  /** @param {HTMLButtonElement} box */
  async #open(box) {
    const { topic = '', partition = '', key: offset = '' } = box.dataset
    this.#opened = `${topic}/${partition}`
    await openRecord(this.#root, { topic, partition, offset })
    this.#opened = ''
  }

  /** @param {Board} board */
  #tellLeft({ hidden, topics, broker }) {
    const { topics: left, groups, checks } = hidden
    const sentences = [
      topics.length === 0 && broker?.up
        ? 'There is no topic yet. Start a program or the demo, or make a topic below.'
        : '',
      left.length > 0 ? `Not shown, as they are too many: the topics ${left.join(', ')}.` : '',
      groups.length > 0 ? `Not shown, as they are too many: the groups ${groups.join(', ')}.` : '',
      checks > 0 ? `Not shown: ${counted(checks)} topics of checks.` : '',
    ].filter((one) => one !== '')
    const where = part(this.#root, 'data-live-left')
    where.hidden = sentences.length === 0
    setText(where, sentences.join(' '))
  }
}

/** @typedef {{ group: string, member: string | null, offset: number | null, lag: number | null }} Reader */

/**
 * Who reads a partition, by its name.
 * @param {readonly GroupView[]} groups
 * @returns {Map<string, Reader[]>}
 */
function readersOf(groups) {
  /** @type {Map<string, Reader[]>} */
  const readers = new Map()
  for (const { id, positions } of groups)
    for (const { partition, offset, lag, member } of positions)
      readers.set(partition, [...(readers.get(partition) ?? []), { group: id, member, offset, lag }])
  return readers
}

/** @param {{ topic: string, partition: number }} lane */
function laneName({ topic, partition }) {
  return `${topic}/${partition}`
}

/** @param {{ name: string }} topic */
function makeTopic({ name }) {
  const about = element('span', { class: 'live-quiet' })
  about.dataset.topicAbout = ''
  const lanes = element('div', { class: 'lanes' })
  lanes.dataset.lanes = ''
  const title = element('h3', {}, [element('span', { text: name }), document.createTextNode(' '), about])
  return element('section', { class: 'topic' }, [title, lanes])
}

/** @param {LaneView} lane */
function makeLane({ topic, partition }) {
  const track = element('div', { class: 'track' })
  track.dataset.track = ''
  track.setAttribute('role', 'group')
  track.setAttribute('aria-label', `Newest records of ${topic}, partition ${partition}`)
  const tail = element('span', { class: 'tail' })
  tail.dataset.tail = ''
  const readers = element('div', { class: 'readers' })
  readers.dataset.readers = ''
  const about = element('div', { class: 'about' }, [
    element('span', { class: 'name', text: `partition ${partition}` }),
    tail,
  ])
  const line = element('div', { class: 'line' }, [about, track])
  return element('div', { class: 'lane' }, [line, readers])
}

/**
 * @param {HTMLElement} track
 * @param {LaneView} lane
 */
function showRecords(track, { topic, partition, records, arrived }) {
  const isQuick = arrived > records.length
  track.classList.toggle('is-quick', isQuick)
  keep(
    track,
    records,
    ({ offset }) => String(offset),
    (record) => makeRecord(record, { topic, partition }),
    (box, { offset }) => {
      box.style.gridColumn = String(COLUMNS - records.length + 1 + records.findIndex((one) => one.offset === offset))
      box.tabIndex = offset === records.at(-1)?.offset ? 0 : -1
    },
  )
}

/**
 * @param {RecordPreview} record
 * @param {{ topic: string, partition: number }} lane
 */
function makeRecord({ offset, kind, key, value }, { topic, partition }) {
  const words = { record: key ?? 'no key', tombstone: key ?? 'no key', unread: 'large', compressed: 'compressed' }[kind]
  const isKey = words === key
  const box = element('button', { class: `record is-${kind} hue-${hueOf(key)}` }, [
    element('b', {}, [spoken('Record '), document.createTextNode(String(offset))]),
    element('span', {}, [
      ...(isKey ? [spoken('key ')] : []),
      document.createTextNode(words),
      ...(kind === 'tombstone' ? [spoken(', tombstone')] : []),
    ]),
  ])
  box.type = 'button'
  box.dataset.topic = topic
  box.dataset.partition = String(partition)
  box.title = kind === 'tombstone' ? 'tombstone' : value
  return box
}

/**
 * Words for those who hear the page; the others see what it is by its place.
 * @param {string} text
 */
function spoken(text) {
  return element('i', { class: 'live-spoken', text })
}

/**
 * Equal keys have equal colours; the key stands there too.
 * @param {string | null} key
 */
function hueOf(key) {
  if (key === null) return 'none'
  let hash = 7
  for (const sign of key) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) % 65_521
  return String(hash % HUES)
}

/**
 * @param {LaneView} lane
 * @param {readonly number[] | undefined} held the offsets of a lane that stands still
 */
function tailOf({ end, start, perSecond, arrived, records }, held) {
  const all = `${counted(end - start)} ${end - start === 1 ? 'record' : 'records'}`
  const rate = perSecond > 0 ? `, ${counted(perSecond)}/s` : ''
  const newer = held ? end - 1 - (held.at(-1) ?? end - 1) : 0
  if (newer > 0) return `${all}${rate}; held, ${counted(newer)} newer`
  return arrived > records.length ? `${all}${rate}; shows ${records.length} of ${counted(arrived)}` : `${all}${rate}`
}

/** @param {Reader} reader */
function makeReader({ group }) {
  const name = element('span', { class: 'name' })
  name.dataset.name = ''
  name.title = group
  const bar = element('span', { class: 'bar' })
  bar.dataset.bar = ''
  const tail = element('span', { class: 'tail' })
  tail.dataset.tail = ''
  const about = element('div', { class: 'about' }, [name, tail])
  return element('div', { class: 'line reader' }, [about, element('div', { class: 'track' }, [bar])])
}

/**
 * The bar ends behind the last record on the lane that the group has committed.
 * @param {HTMLElement} line
 * @param {Reader} reader
 * @param {readonly number[]} offsets those on the lane
 */
function showReader(line, { group, member, offset, lag }, offsets) {
  setText(part(line, 'data-name'), member === null ? group : `${group} · ${member}`)
  const done = offset === null ? 0 : offsets.filter((one) => one < offset).length
  const bar = part(line, 'data-bar')
  const column = COLUMNS - offsets.length + done + 1
  bar.hidden = done === 0
  bar.style.gridColumn = `1 / ${Math.max(2, column)}`
  const words =
    offset === null
      ? 'committed nothing yet'
      : `at ${counted(offset)}, ${lag === null ? 'lag unknown' : `lag ${counted(lag)}`}`
  setText(part(line, 'data-tail'), words)
  line.classList.toggle('is-behind', (lag ?? 0) > 0)
}

/**
 * Arrows go from record to record of a lane, and to the lanes above and below; Tab goes from lane to lane.
 * @param {KeyboardEvent} event
 */
function moveBetweenRecords(event) {
  const { target, key, currentTarget } = event
  if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement) || !target.matches('.record')) return
  const inLane = [...(target.parentElement?.children ?? [])]
  const tracks = [...currentTarget.querySelectorAll('[data-track]')]
  const lane = tracks.findIndex((one) => one.contains(target))
  /** @type {Record<string, () => Element | null | undefined>} */
  const moves = {
    ArrowLeft: () => target.previousElementSibling,
    ArrowRight: () => target.nextElementSibling,
    Home: () => inLane[0],
    End: () => inLane.at(-1),
    ArrowUp: () => tracks[lane - 1]?.lastElementChild,
    ArrowDown: () => tracks[lane + 1]?.lastElementChild,
  }
  const move = moves[key]
  if (!move) return
  event.preventDefault()
  const next = move()
  if (next instanceof HTMLElement) next.focus()
}

/**
 * @param {HTMLElement} select
 * @param {readonly { name: string }[]} topics
 */
function offerTopics(select, topics) {
  keep(
    select,
    topics,
    ({ name }) => name,
    ({ name }) => element('option', { text: name }),
    () => undefined,
  )
}
