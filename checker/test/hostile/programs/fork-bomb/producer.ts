// Starts 400 processes, each of which starts none, so that a test machine survives it.
import { spawn } from 'node:child_process'

spawn('sh', ['-c', 'n=0; while [ $n -lt 400 ]; do sleep 60 & n=$((n+1)); done; wait'], { stdio: 'ignore' })
await new Promise((resolve) => setTimeout(resolve, 20_000))
