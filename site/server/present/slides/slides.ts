import { type Block, type Section, itemsOf, sectionsOf, stepsOf } from './blocks.ts'
import { firstWordsOf, keySentencesOf, leadOf, lengthOf, shortenedItem } from './sentences.ts'

export interface Slide {
  readonly kind: 'title' | 'words' | Exclude<Block['kind'], 'prose'>
  /** As it is read, without markup. */
  readonly heading: string
  /** Markdown of the sentences that stay on the slide. */
  readonly words: string
  /** Markdown of the one thing that is large. */
  readonly shown: string
  /** Markdown of what opens below a question. */
  readonly answer?: string
  /** Markdown of what its speaker has: the prose in full, and whatever the slide has cut short. */
  readonly notes: string
}

/** How many characters of prose stay beside something large, and where there is nothing else. */
const BESIDE = 190
const ALONE = 440
/** A list that is longer is cut short, and one that is longer even so is dealt out to several slides. */
const LONG_LIST = 400

/** What a slide is made of: one large thing, and the prose that belongs to it. */
interface Draft {
  readonly kind: Slide['kind']
  readonly block?: Block
  readonly paragraphs: string[]
}

/** A lesson as slides. All of its text is on a slide or in the notes of one; what is on no slide is in notes. */
export function slidesOf(lesson: string): Slide[] {
  return sectionsOf(lesson).flatMap((section, index) =>
    draftsOf(section, index === 0 && section.level === 1).flatMap((draft) => slidesOfDraft(section.heading, draft)),
  )
}

/**
 * Prose in front of a figure tells of what was before, if anything was; the last paragraph in front of code, a table or a list
 * leads to it. So a figure is seen while it is explained.
 */
function draftsOf({ blocks }: Section, isFirst: boolean): Draft[] {
  const drafts: Draft[] = isFirst ? [{ kind: 'title', paragraphs: [] }] : []
  let waiting: string[] = []
  const settle = (paragraphs: readonly string[]) => {
    const last = drafts.at(-1)
    if (paragraphs.length === 0) return
    if (last !== undefined && takesProse(last)) last.paragraphs.push(...paragraphs)
    else drafts.push({ kind: 'words', paragraphs: [...paragraphs] })
  }
  for (const block of blocks) {
    if (block.kind === 'prose') {
      waiting.push(block.source)
      continue
    }
    const isFirstOfAll = drafts.length === 0
    const own = isFirstOfAll && !isOfItsOwn(block) ? waiting : leadingTo(block, waiting)
    settle(waiting.slice(0, waiting.length - own.length))
    drafts.push({ kind: block.kind, block, paragraphs: own })
    waiting = []
  }
  settle(waiting)
  return drafts
}

/** The paragraphs right before a block that belong to it, and not to what was before them. */
function leadingTo({ kind }: Block, waiting: string[]): string[] {
  const last = waiting.at(-1)
  if (last === undefined) return []
  const leads = ['code', 'table', 'list'].includes(kind) || leadOf(last) !== undefined
  return leads ? [last] : []
}

/** What needs its slide for itself. */
function isOfItsOwn({ kind }: { kind: Slide['kind'] | 'prose' }): boolean {
  return kind === 'box' || kind === 'question' || kind === 'live'
}

function takesProse(draft: Draft): boolean {
  return !isOfItsOwn(draft)
}

function slidesOfDraft(heading: string, { kind, block, paragraphs }: Draft): Slide[] {
  if (block !== undefined && isOfItsOwn(block)) return [ownSlide(heading, block, paragraphs)]
  const [beside, ...further] = dealt(paragraphs, kind === 'words' ? ALONE : BESIDE)
  const notes = joined(...(beside?.paragraphs ?? []))
  const words = joined(...wordsBeside(beside?.words ?? [], block === undefined ? undefined : paragraphs.at(-1)))
  return [
    ...(block === undefined ? [{ heading, kind, words, shown: '', notes }] : blockSlides(heading, block, words, notes)),
    ...further.map((one) => ({
      heading,
      kind: 'words' as const,
      words: joined(...one.words),
      shown: '',
      notes: joined(...one.paragraphs),
    })),
  ]
}

/** `Four rules make a good worker:` stands in front of its list, whatever else is said. `last`: the paragraph in front. */
function wordsBeside(words: readonly string[], last: string | undefined): readonly string[] {
  const lead = last === undefined ? undefined : leadOf(last)
  if (lead === undefined || words.includes(lead)) return words
  const bold = words.filter((sentence) => sentence.includes('**'))
  return [...bold, lead]
}

function ownSlide(heading: string, block: Block, paragraphs: readonly string[]): Slide {
  const { kind, source, answer } = block
  const before = joined(...paragraphs)
  const slide = { heading, words: '', notes: before } as const
  if (kind === 'question') return { ...slide, kind, shown: source, answer, notes: joined(before, source, answer) }
  if (kind === 'box') return { ...slide, kind, shown: stepsOf(source), notes: joined(before, source) }
  return { ...slide, kind: 'live', shown: '' }
}

function blockSlides(heading: string, block: Block, words: string, notes: string): Slide[] {
  const kind: Slide['kind'] = block.kind === 'prose' ? 'words' : block.kind
  const slide = { heading, kind, words, notes }
  if (kind !== 'list' || lengthOf(block.source) <= LONG_LIST) return [{ ...slide, shown: block.source }]
  const items = itemsOf(block.source)
  return grouped(items.map(shortenedItem)).map(({ from, shown }, index) => ({
    ...slide,
    words: index === 0 ? words : '',
    shown: shown.join('\n'),
    notes: joined(index === 0 ? notes : '', items.slice(from, from + shown.length).join('\n')),
  }))
}

/** Items as evenly as can be on as few slides as they need. */
function grouped(items: readonly string[]): { from: number; shown: string[] }[] {
  const count = Math.max(1, Math.ceil(lengthOf(items.join(' ')) / (LONG_LIST + 60)))
  const size = Math.ceil(items.length / count)
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => ({
    from: index * size,
    shown: items.slice(index * size, (index + 1) * size),
  }))
}

interface Deal {
  readonly paragraphs: string[]
  readonly words: string[]
}

/** Paragraphs in their order, a next slide beginning where the sentences to show would be too many for one. */
function dealt(paragraphs: readonly string[], firstBudget: number): Deal[] {
  const deals: Deal[] = [{ paragraphs: [], words: [] }]
  for (const paragraph of paragraphs) {
    const keys = keySentencesOf(paragraph)
    const last = deals.at(-1)
    const budget = deals.length === 1 ? firstBudget : ALONE
    const isFull = keys.length > 0 && lengthOf([...(last?.words ?? []), ...keys].join(' ')) > budget
    // Where nothing is yet, a next slide would have no more room, unless this one has something large.
    const target =
      last === undefined || (isFull && (last.words.length > 0 || firstBudget === BESIDE)) ? undefined : last
    if (target === undefined) deals.push({ paragraphs: [paragraph], words: keys })
    else {
      target.paragraphs.push(paragraph)
      target.words.push(...keys)
    }
  }
  for (const { paragraphs: own, words } of deals) {
    const first = words.length === 0 ? firstWordsOf(own) : undefined
    if (first !== undefined && lengthOf(first) <= firstBudget) words.push(first)
  }
  return deals
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n')
}
