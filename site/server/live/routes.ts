import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { html } from 'hono/html'
import { streamSSE } from 'hono/streaming'
import { UsageError, isWorkshopError } from '#checker'
import { page } from '../layout.ts'
import type { Site } from '../site.ts'
import { Board } from './board.ts'
import { BrokerAccess } from './broker-access.ts'
import { BrokerStarter } from './broker-starter.ts'
import { createTopic, produce, readRecord } from './changes.ts'
import { Demo } from './demo/demo.ts'
import { type Fields, produceOrder, text, topicOrder } from './order.ts'
import { Poller } from './poller.ts'
import { detailOf } from './record-view.ts'
import { LIVE, liveWidget } from './widget.ts'

const MOST_BODY_BYTES = 1024 * 1024
/** A comment now and then shows either side that the other is gone. */
const KEEP_ALIVE_MS = 15_000

/** The live page, its stream of events, and what its forms and buttons ask for; these get JSON, and errors as `{message, fix}`. */
export function live(site: Site): Hono {
  const access = new BrokerAccess()
  const board = new Board()
  const starter = new BrokerStarter(site)
  const demo = new Demo(site, access)
  const poller = new Poller({ access, board, starter, signal: site.signal, more: () => demo.parts() })
  site.atEnd(async () => {
    await demo.end()
    await access.close()
  })
  const app = new Hono()
  app.get('/live', async (context) =>
    context.html(
      page({
        title: 'Live',
        under: '/live',
        ...LIVE,
        body: html`<h1>Live</h1>
          ${await liveWidget(site)}`,
      }),
    ),
  )
  app.get('/live/events', (context) => events(context, { board, poller, site }))
  app.use('/live/*', bodyLimit({ maxSize: MOST_BODY_BYTES, onError: (context) => context.json(TOO_LARGE, 413) }))
  app.get('/live/record', (context) =>
    answering(context, async () => {
      const { topic = '', partition = '', offset = '' } = context.req.query()
      if (!/^\d{1,9}$/.test(partition) || !/^\d{1,18}$/.test(offset)) throw NO_RECORD
      return detailOf(topic, await readRecord(await access.cluster(), topic, Number(partition), BigInt(offset)))
    }),
  )
  const change = (path: string, act: (fields: Fields) => Promise<unknown>) =>
    app.post(path, (context) =>
      answering(context, async () => {
        await act(await context.req.parseBody())
        return { done: true }
      }),
    )
  change('/live/records', async (fields) => produce(await access.cluster(), produceOrder(fields)))
  change('/live/topics', async (fields) => createTopic(await access.cluster(), topicOrder(fields)))
  change('/live/broker', async () => {
    const port = access.ownPort
    if (port === undefined) throw NOT_OURS
    await starter.start(port)
  })
  change('/live/demo/workers', (fields) => demo.startWorker(text(fields, 'kind')))
  change('/live/demo/signal', (fields) => demo.signal(text(fields, 'worker'), text(fields, 'signal')))
  change('/live/demo/till', (fields) => demo.setTill(text(fields, 'rate')))
  change('/live/demo/send', (fields) => demo.send(text(fields, 'what')))
  change('/live/demo/clear', () => demo.clear())
  return app
}

const TOO_LARGE = { message: 'That is too large for this page.', fix: 'A record here may have up to a megabyte.' }
const NO_RECORD = new UsageError('That is no record.', { code: 'no-record', fix: 'Open one on the page.' })
const NOT_OURS = new UsageError('KAFKA_BROKERS names a broker that is not on this machine.', {
  code: 'broker-elsewhere',
  fix: 'Start it where it is.',
})

async function answering(context: Context, act: () => Promise<object>): Promise<Response> {
  try {
    return context.json(await act())
  } catch (error) {
    if (!isWorkshopError(error)) throw error
    return context.json({ message: error.message, fix: error.fix }, error.exitCode === 2 ? 400 : 503)
  }
}

interface Streamed {
  readonly board: Board
  readonly poller: Poller
  readonly site: Site
}

/** What stands on the board, then what changes there, for as long as the page is open; slow pages get more at once, less often. */
function events(context: Context, { board, poller, site }: Streamed): Response {
  return streamSSE(context, async (stream) => {
    const gone = new AbortController()
    const unwatch = poller.watch()
    stream.onAbort(() => gone.abort())
    const signal = AbortSignal.any([gone.signal, site.signal])
    const alive = setInterval(() => void stream.write(': still here\n\n'), KEEP_ALIVE_MS)
    try {
      for (let version = 0; !signal.aborted;) {
        const change = board.since(version)
        if (change.version > version || version === 0) await stream.writeSSE({ data: change.text })
        version = change.version
        await board.changed(version, signal)
      }
    } finally {
      clearInterval(alive)
      unwatch()
    }
  })
}
