import { prefix } from './settings.ts'

/** The full name of a topic in this run: `topic('purchases')`. By hand it is the name itself. */
export function topic(name: string): string {
  return prefix + name
}

/** The full name of a consumer group in this run: `group('receipts')`. By hand it is the name itself. */
export function group(name: string): string {
  return prefix + name
}
