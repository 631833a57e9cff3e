// Looks for tokens in its environment, says what it finds, then does what was asked.
const found = Object.keys(process.env).filter((name) => /TOKEN|SECRET|PASSWORD|^npm_|^GIT/i.test(name))
console.error(`found ${found.join(' ') || 'nothing'}`)
await import('./solved.ts')
