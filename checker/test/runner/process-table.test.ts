import { spawn } from 'node:child_process'
import { afterEach, expect, test } from 'vitest'
import { Family } from '../../src/runner/family.ts'
import { PsTable, parsePs } from '../../src/runner/process-table-ps.ts'
import { type ProcessRow, processTable } from '../../src/runner/process-table.ts'
import { isRunning } from './harness/scene.ts'

const table = new PsTable()
const families: Family[] = []
afterEach(async () => {
  for (const family of families.splice(0)) await family.end()
})

/** A shell that starts a sleep in a session of its own and waits; whatever becomes of the test, all of it is ended. */
function shell(mark: string): number {
  const child = spawn('sh', ['-c', '(setsid sleep 60 || sleep 60) & wait'], {
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, WORKSHOP_PROCESS: mark },
  })
  const root = processTable.identityOfChild(child.pid ?? 0)
  families.push(new Family({ roots: [root], marker: `WORKSHOP_PROCESS=${mark}`, since: root.startedAt }))
  return root.pid
}

/** The row of a process that has become the program it was started for: before, it has no memory of its own to speak of. */
async function onceItRuns(pid: number): Promise<ProcessRow> {
  const deadline = performance.now() + 10_000
  for (;;) {
    const { rows } = await table.list()
    const row = rows.find((candidate) => candidate.pid === pid)
    if (row && table.residentBytes(row) > 100_000) return row
    if (performance.now() > deadline) throw new Error('ps does not list the shell')
  }
}

test('ps tells pid, parent, group, memory, start and marker of a process', async () => {
  const before = Date.now()
  const pid = shell('ps-test/1')
  const row = await onceItRuns(pid)
  expect(row).toMatchObject({ parent: process.pid, group: pid, zombie: false })
  expect(Math.abs(row.startedAt - before)).toBeLessThan(table.tolerance)
  expect(table.carries(row, 'WORKSHOP_PROCESS=ps-test/')).toBe(true)
  expect(table.carries(row, 'WORKSHOP_PROCESS=other/')).toBe(false)
})

test('a tree is found and ended by what ps tells, as it is on systems without /proc', async () => {
  const root = table.identityOfChild(shell('ps-test/2'))
  const found: number[] = []
  const family = new Family({
    roots: [root],
    marker: 'WORKSHOP_PROCESS=ps-test/2',
    since: root.startedAt,
    table,
    onFound: ({ pid }) => found.push(pid),
  })
  for (const deadline = performance.now() + 10_000; (await family.running()).length < 2;) {
    if (performance.now() > deadline) throw new Error('the child of the shell never appeared')
  }

  expect(await family.end()).toEqual([])
  expect([root.pid, ...found].map(isRunning)).toEqual(found.map(() => false).concat(false))
})

test('what is no process is passed over in what ps prints', () => {
  expect(parsePs('\nps: cannot read\n  7 1 7 12 S+ Mon Nov 24 04:05:12 2025 name with spaces A=1\n')).toEqual([
    {
      pid: 7,
      parent: 1,
      group: 7,
      residentBytes: 12 * 1024,
      zombie: false,
      startedAt: new Date(2025, 10, 24, 4, 5, 12).getTime(),
      command: 'name with spaces A=1',
    },
  ])
})

test('the table of this system knows this process, whatever it is called', async () => {
  const { pids: all, rows } = await processTable.list()
  const self = rows.find(({ pid }) => pid === process.pid)

  expect(all.has(process.pid)).toBe(true)
  expect(self).toMatchObject({ parent: process.ppid, zombie: false })
  const apart = Math.abs((self?.startedAt ?? 0) - processTable.identityOfSelf().startedAt)
  expect(apart).toBeLessThanOrEqual(processTable.tolerance)
})
