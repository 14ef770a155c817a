/** The result of restoring a folder. A failure is already in the log. */
export type RestoreResult =
  | {
      /** `hit`: the entry that was asked for; `older`: another entry whose key begins with a restore key. */
      readonly outcome: 'hit' | 'older'
      readonly key: string
      /** Size of the compressed archive. */
      readonly bytes?: number
      readonly seconds: number
    }
  | { readonly outcome: 'miss'; readonly seconds: number }
  | { readonly outcome: 'unavailable'; readonly reason: string; readonly seconds: number }

/** The result of saving a folder. A failure is already in the log. */
export type SaveResult =
  | { readonly outcome: 'saved'; readonly bytes?: number; readonly seconds: number }
  | {
      /**
       * `exists`: another job was faster; `refused`: this job has no write access; `unavailable`: the service, the
       * network or the disk failed.
       */
      readonly outcome: 'exists' | 'refused' | 'unavailable'
      readonly reason: string
      readonly seconds: number
    }

/** A folder of a store. */
export interface StoreFolder {
  /** The folder of the store, an absolute path. Runners may have it at different paths. */
  readonly root: string
  /** The path of the folder, relative to the root. It is the same on every runner. */
  readonly name: string
}

/**
 * Keeps folders from one workflow run to the next, each under a key that is written only once, like the Actions cache.
 * An entry is found again for a folder with the same name. Restored files are untrusted. A failure is a result and a line
 * in the log, never an error.
 */
export interface FolderCache {
  /** Restores the entry with the key, or the newest entry whose key begins with a restore key. */
  restore(folder: StoreFolder, key: string, restoreKeys: readonly string[]): Promise<RestoreResult>
  /** Restores the newest entry whose key begins with the prefix. */
  restoreNewest(folder: StoreFolder, prefix: string): Promise<RestoreResult>
  save(folder: StoreFolder, key: string): Promise<SaveResult>
}
