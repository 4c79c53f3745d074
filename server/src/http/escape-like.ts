/** Prisma compares without case by ILIKE, in which these three would mean something else. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
