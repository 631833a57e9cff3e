import { html } from 'hono/html'
import { expect, test } from 'vitest'
import { Check, type CheckEvent } from '../../server/desk/check.ts'

const EXERCISE = { id: '03-x', slug: 'x', number: 3, title: 'X', parts: [] }

async function heardAfter(check: Check, last: number): Promise<string[]> {
  const heard: string[] = []
  for await (const { id, name, html: text } of check.eventsAfter(last))
    heard.push(`${id} ${name} ${String(await text)}`)
  return heard
}

function tellAll(check: Check): void {
  for (const name of ['begun', 'test', 'verdict'] satisfies CheckEvent['name'][]) check.tell(name, html`<b>${name}</b>`)
}

const ALL = ['1 begun <b>begun</b>', '2 test <b>test</b>', '3 verdict <b>verdict</b>']

test('who listens while a check goes on hears all of it, and then that it is over', async () => {
  const check = new Check(EXERCISE, undefined)
  const heard = Promise.all([heardAfter(check, 0), heardAfter(check, 0)])
  tellAll(check)
  expect(await heard).toEqual([ALL, ALL])
  expect(check.isOver).toBe(true)
})

test('who comes late hears it from the start, or from where they were', async () => {
  const check = new Check(EXERCISE, undefined)
  tellAll(check)
  expect(await heardAfter(check, 0)).toEqual(ALL)
  expect(await heardAfter(check, 2)).toEqual(ALL.slice(2))
  expect(await heardAfter(check, 3)).toEqual([])
  expect(await heardAfter(check, 99)).toEqual([])
})
