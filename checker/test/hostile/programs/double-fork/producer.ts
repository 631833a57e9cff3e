// Leaves a process behind whose parent is gone and that is in a session of its own, then does what was asked.
import { spawnSync } from 'node:child_process'

spawnSync('sh', ['-c', 'setsid sleep 600 >/dev/null 2>&1 &'])
await import('./solved.ts')
