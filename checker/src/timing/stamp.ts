/** This moment as 17 digits, to the millisecond and in UTC: for names that sort by time. */
export function timeStamp(): string {
  return new Date().toISOString().replaceAll(/\D/g, '').slice(0, 17)
}
