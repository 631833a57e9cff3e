import { DemoView } from './live-demo.js'
import { part, setText } from './live-dom.js'
import { listenToForms } from './live-forms.js'
import { GroupsView } from './live-groups.js'
import { LanesView } from './live-lanes.js'
import { BrokerView } from './live-broker.js'

/** @import { Board, BrokerView as BrokerPart, DemoView as DemoPart, GroupView, Happening, LaneView } from './live-types.d.ts' */

const section = document.querySelector('[data-live]')
if (section instanceof HTMLElement) show(section)

/**
 * Shows the board of the server for as long as the page is looked at.
 * @param {HTMLElement} root
 */
function show(root) {
  /** @type {Map<string, unknown>} */
  const parts = new Map()
  const announce = announcer(part(root, 'data-live-announcer'))
  const views = [
    new BrokerView(root, announce),
    new LanesView(root),
    new GroupsView(root, announce),
    new DemoView(root),
  ]
  listenToForms(root)
  let asked = false
  const paint = () => {
    asked = false
    const board = boardOf(parts)
    for (const view of views) view.show(board)
  }
  /** @type {EventSource | undefined} */
  let events
  const open = () => {
    events ??= new EventSource('/live/events')
    events.onmessage = ({ data }) => {
      take(parts, JSON.parse(data))
      if (!asked) requestAnimationFrame(paint)
      asked = true
    }
    events.onerror = () => setText(part(root, 'data-live-where'), 'The server of this page does not answer: npm start.')
  }
  const close = () => {
    events?.close()
    events = undefined
  }
  // The server looks at the broker only while somebody looks here.
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()))
  window.addEventListener('pagehide', close)
  window.addEventListener('pageshow', open)
  open()
}

/**
 * @param {Map<string, unknown>} parts
 * @param {{ whole: boolean, set: Record<string, unknown>, gone: string[] }} change
 */
function take(parts, { whole, set, gone }) {
  if (whole) parts.clear()
  for (const name of gone) parts.delete(name)
  for (const [name, value] of Object.entries(set)) parts.set(name, value)
}

/**
 * @param {Map<string, unknown>} parts
 * @returns {Board}
 */
function boardOf(parts) {
  /** @param {string} prefix */
  const under = (prefix) =>
    [...parts]
      .filter(([name]) => name.startsWith(prefix))
      .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
  return {
    topics: under('topic/').map(([, value]) => /** @type {Board['topics'][number]} */ (value)),
    lanes: new Map(under('lane/').map(([name, value]) => [name.slice(5), /** @type {LaneView} */ (value)])),
    groups: under('group/').map(([, value]) => /** @type {GroupView} */ (value)),
    hidden: /** @type {Board['hidden']} */ (parts.get('hidden') ?? { topics: [], groups: [], checks: 0 }),
    happenings: /** @type {Happening[]} */ (parts.get('happenings') ?? []),
    broker: /** @type {BrokerPart | undefined} */ (parts.get('broker')),
    demo: /** @type {DemoPart | undefined} */ (parts.get('demo')),
  }
}

/**
 * Reads out, politely, what comes within a moment as one text.
 * @param {HTMLElement} where
 * @returns {(text: string) => void}
 */
function announcer(where) {
  return (text) => {
    where.textContent = text
  }
}
