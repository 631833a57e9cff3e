// Takes all the memory that it gets.
const kept: Buffer[] = []
for (;;) kept.push(Buffer.alloc(20_000_000, kept.length))
