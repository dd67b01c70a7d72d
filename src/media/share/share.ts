/** A medium as its place on this machine's disk. */
export interface SharedFile {
  digest: string
  path: string
  bytes: number
  mimeType: string
}

export interface ShareCall {
  signal?: AbortSignal | undefined
}

/**
 * Where the processes of several machines put media for each other, by digest. What is in it is not trusted: whoever
 * gets a medium from it checks its bytes against the digest.
 *
 * Methods throw `SwitchyardError`: `PROVIDER_UNAVAILABLE` (retryable) when the share can't be reached, `PROVIDER_AUTH`
 * when it refuses the login, `INVALID_CONFIG` when there is no such bucket or folder, `STORE_FULL`, `CANCELLED`.
 */
export interface MediaShare {
  /** For people: `/mnt/media`, `s3://bucket/prefix`. */
  readonly name: string
  /** Bytes of a medium; undefined when it is not there. */
  size(digest: string, call: ShareCall): Promise<number | undefined>
  /** Puts a whole medium, or nothing. Several may put the same at once. */
  put(file: SharedFile, call: ShareCall): Promise<void>
  /** Has `use` read the bytes of a medium, as they come, and gives back what it makes of them; undefined when it is not there. */
  read<T>(
    digest: string,
    call: ShareCall,
    use: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T | undefined>
  /** Removes a medium, if there. */
  remove(digest: string, call: ShareCall): Promise<void>
  close(): void
}
