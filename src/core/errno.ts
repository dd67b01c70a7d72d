/** The errno of a file system error: `ENOENT`, `EACCES`, ... */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
