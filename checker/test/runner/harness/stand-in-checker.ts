/**
 * A process that does with the runner what the checker does: makes a run, starts two programs (in a worker thread when asked
 * to), prints where and which, and ends everything at Ctrl-C. Called with the checkout's folder, the program and
 * `main-thread` or `worker-thread`.
 */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { Evidence } from '../../../src/evidence/index.ts'
import { Processes, RunFolder, endAll, sweep } from '../../../src/runner/index.ts'

interface Task {
  readonly runDir: string
  readonly root: string
  readonly script: string
}

function startTwo({ runDir, root, script }: Task): number[] {
  const processes = new Processes({ runFolder: RunFolder.at(runDir), evidence: new Evidence() })
  return ['first', 'second'].map((name) => processes.start({ name, script, cwd: root }).pid)
}

async function inWorker(task: Task): Promise<{ worker: Worker; pids: number[] }> {
  // tsx registers itself in the main thread alone (Node 20), so the worker does it first of all.
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}) })`
  const worker = new Worker(code, { eval: true, workerData: task })
  const pids = await new Promise<number[]>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  return { worker, pids }
}

async function main([root = '', script = '', thread = '']: readonly string[]): Promise<void> {
  const swept = await sweep(root)
  const runFolder = RunFolder.create(root)
  const task = { runDir: runFolder.dir, root, script }
  const { worker, pids } =
    thread === 'worker-thread' ? await inWorker(task) : { worker: undefined, pids: startTwo(task) }
  process.once('SIGINT', () => {
    void endAll(runFolder, { graceMs: 300 })
      .then((left) => worker?.terminate().then(() => left) ?? left)
      .then((left) => process.exit(left.length === 0 ? 130 : 70))
  })
  console.log(JSON.stringify({ runDir: runFolder.dir, pids, swept }))
  setInterval(() => undefined, 1_000)
}

if (isMainThread) await main(process.argv.slice(2))
else parentPort?.postMessage(startTwo(workerData as Task))
