import { html } from 'hono/html'
import type { Html } from '../layout.ts'
import type { Site } from '../site.ts'
import { BURST, DEMO_PREFIX, LOYALTY, MOST_WORKERS, PURCHASES, RATES, SESSION_MS, WORKER_KINDS } from './demo/names.ts'
import { LIMITS } from './limits.ts'

/** What a page that has the widget needs of `site/browser`. */
export const LIVE = { styles: ['live.css'], modules: ['live.js'] } as const

/** The broker's topics and groups as they are, for the live page and for slides. One for a page. */
export async function liveWidget(_site: Site): Promise<Html> {
  return html`<section class="live" aria-label="Live Kafka" data-live>
    <noscript><p>This page shows what happens on a broker, and needs JavaScript for it.</p></noscript>
    <p class="live-announcer" aria-live="polite" data-live-announcer></p>
    <p class="live-where" data-live-where>Looking for the broker …</p>
    ${banner()} ${demo()}
    <div class="live-board" data-live-board>
      <div class="live-main">
        <h2>Topics</h2>
        <div data-live-topics></div>
        <p class="live-quiet" data-live-left hidden></p>
        <p class="live-quiet">
          Looks ${1_000 / LIMITS.lookMs} times a second. A lane has the ${LIMITS.records} newest records of its
          partition, the newest at the right; when more come at once, it says so. It stands still while you point at it.
          A bar under a lane is a group: what it has committed, up to there.
        </p>
      </div>
      <div class="live-side">
        <h2>Groups</h2>
        <div data-live-groups></div>
        <h2>What happened</h2>
        <div class="live-scroll" role="region" tabindex="0" aria-label="What happened">
          <ol class="live-happenings" data-live-happenings></ol>
        </div>
        <p class="live-quiet">
          Kafka tells nobody of a rebalance. What you see are the members and the state of each group, at most
          ${LIMITS.groupsMs} ms late.
        </p>
      </div>
    </div>
    ${forms()}
    <dialog class="live-record" aria-labelledby="live-record-title" data-live-record>
      <h2 id="live-record-title"></h2>
      <div data-live-record-body></div>
      <form method="dialog"><button>Close</button></form>
    </dialog>
  </section>`
}

function banner(): Html {
  return html`<div class="live-banner" data-live-banner hidden>
    <p><strong data-live-trouble></strong> <span data-live-why></span></p>
    <p data-live-way-back>
      Start it in a terminal: <code data-live-command>npm run broker start</code>
      <button type="button" data-live-start>Start the broker</button>
    </p>
    <pre class="live-lines" data-live-start-lines hidden></pre>
    <p>This page goes on by itself when it is there again.</p>
  </div>`
}

function demo(): Html {
  return html`<details class="live-box" data-live-demo>
    <summary><h2>Demo</h2></summary>
    <div class="live-demo">
      <fieldset>
        <legend>Till</legend>
        <label
          >Purchases a second
          <select data-live-rate>
            ${RATES.map((rate) => html`<option>${rate}</option>`)}
          </select></label
        >
        <button type="button" data-live-till="burst">A day's purchases (${BURST.toLocaleString('en')})</button>
        <button type="button" data-live-send="poison">A poison message</button>
        <button type="button" data-live-send="unknown-card">A card that nobody has</button>
        <span class="live-quiet" data-live-sold></span>
      </fieldset>
      <fieldset>
        <legend>Workers</legend>
        ${Object.entries(WORKER_KINDS).map(
          ([kind, { label }]) => html`<button type="button" data-live-worker="${kind}">Start ${label}</button> `,
        )}
      </fieldset>
    </div>
    <div class="live-workers" data-live-workers></div>
    <p class="live-answer" role="status" data-live-answer></p>
    <div class="live-foot">
      <span>
        <button type="button" data-live-clear>Clear the demo</button> ends its workers and deletes its topics and its
        group.
      </span>
      <details>
        <summary>What is what</summary>
        <p class="live-quiet">
          The demo has the topic <code>${PURCHASES}</code> and the group <code>${LOYALTY}</code>: nothing of it meets
          your programs, whose names do not begin with <code>${DEMO_PREFIX}</code>.
          ${Object.values(WORKER_KINDS)
            .map(({ says }) => says)
            .join(' ')}
          Up to ${MOST_WORKERS} workers run at once. Kafka waits ${SESSION_MS / 1_000} seconds for one that is killed or
          paused before others get its partitions (kafkajs has 30).
        </p>
      </details>
    </div>
  </details>`
}

function forms(): Html {
  return html`<details class="live-box">
    <summary><h2>Write records, make a topic</h2></summary>
    <div class="live-forms">
      <form action="/live/records" data-live-form>
        <h3>Write records</h3>
        <label
          >Topic
          <select name="topic" required data-live-topic-names></select
        ></label>
        <label
          >Key <input name="key" autocomplete="off" /><small>Empty: no key. <code>{n}</code> counts.</small></label
        >
        <label>Value <textarea name="value" rows="3" spellcheck="false"></textarea></label>
        <label class="live-tick"><input type="checkbox" name="tombstone" /> No value at all: a tombstone</label>
        <label>
          Headers <textarea name="headers" rows="2" spellcheck="false" placeholder="name: value"></textarea
          ><small>One a line.</small>
        </label>
        <label>How many <input name="count" type="number" min="1" max="10000" value="1" required /></label>
        <button class="primary">Write</button>
        <p class="live-answer" role="status" data-live-answer></p>
      </form>
      <form action="/live/topics" data-live-form>
        <h3>Make a topic</h3>
        <label>Name <input name="name" required maxlength="249" autocomplete="off" spellcheck="false" /></label>
        <label>Partitions <input name="partitions" type="number" min="1" max="24" value="3" required /></label>
        <button class="primary">Make it</button>
        <p class="live-answer" role="status" data-live-answer></p>
      </form>
    </div>
  </details>`
}
