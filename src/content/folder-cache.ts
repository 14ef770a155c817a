/** What came of restoring a folder. What failed is in the log already. */
export type Restored =
  | {
      /** `hit`: what was asked for; `older`: an entry whose key begins as a restore key does, instead of the key's. */
      readonly outcome: 'hit' | 'older'
      readonly key: string
      /** Size of the compressed archive. */
      readonly bytes?: number
      readonly seconds: number
    }
  | { readonly outcome: 'miss'; readonly seconds: number }
  | { readonly outcome: 'unavailable'; readonly reason: string; readonly seconds: number }

/** What came of saving a folder. What failed is in the log already. */
export type Saved =
  | { readonly outcome: 'saved'; readonly bytes?: number; readonly seconds: number }
  | {
      /**
       * `exists`: another job was faster; `refused`: this job may not write; `unavailable`: the service, the network
       * or the disk failed.
       */
      readonly outcome: 'exists' | 'refused' | 'unavailable'
      readonly reason: string
      readonly seconds: number
    }

/**
 * Keeps folders from one workflow run to the next, each under a key that is never written twice, as the Actions cache
 * does. What it returns is not trusted. A cache that fails is an outcome and a line in the log, never an error.
 */
export interface FolderCache {
  /** Puts back what was saved of an absolute path: under the key, or the newest whose key begins as a restore key does. */
  restore(folder: string, key: string, restoreKeys: readonly string[]): Promise<Restored>
  /** Puts back what was saved of an absolute path under the newest key that begins like this. */
  restoreNewest(folder: string, prefix: string): Promise<Restored>
  save(folder: string, key: string): Promise<Saved>
}
