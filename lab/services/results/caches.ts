import * as v from 'valibot'
import type { Blobs } from './blobs.ts'
import { type Exchange, Refusal } from './exchange.ts'
import type { Store, StoredEntry } from './store.ts'
import type { Bearer } from './token.ts'

const Text = v.optional(v.string(), '')
const Metadata = v.optional(v.unknown())

const CreateSchema = v.strictObject({ metadata: Metadata, key: Text, version: Text })
const FinalizeSchema = v.strictObject({
  metadata: Metadata,
  key: Text,
  version: Text,
  size_bytes: v.optional(v.string(), '0'),
})
const LookUpSchema = v.strictObject({
  metadata: Metadata,
  key: Text,
  restore_keys: v.optional(v.array(v.string()), []),
  version: Text,
})

/**
 * github.actions.results.api.v1.CacheService. Entries are immutable and belong to a scope (a branch). With `ignoreVersions`,
 * entries of any version are found.
 */
export const cacheService = (store: Store, blobs: Blobs, ignoreVersions: boolean) => {
  const entriesOf = (repository: string, scope: string, version: string): readonly StoredEntry[] =>
    store.entries.filter(
      (entry) =>
        entry.repository === repository &&
        entry.scope === scope &&
        (ignoreVersions || entry.version === version),
    )
  return {
    CreateCacheEntry: async (exchange: Exchange, bearer: Bearer): Promise<void> => {
      const { key, version } = await exchange.json(CreateSchema)
      const { repository } = bearer
      const scope = writableScope(bearer)
      if (scope === undefined) {
        // The clients recognize this refusal by its first words.
        exchange.answer(200, { ok: false, message: 'cache write denied: the token is read-only' })
        return
      }
      if (entriesOf(repository, scope, version).some((entry) => entry.key === key)) {
        throw new Refusal(
          409,
          'already_exists',
          'cache entry with the same key, version, and scope already exists',
        )
      }
      const blob = store.newBlob()
      const createdAt = new Date().toISOString()
      const named = { id: store.nextId(), repository, scope, key, version }
      store.entries.push({ ...named, blob, size: 0, createdAt, complete: false })
      await store.save()
      const url = blobs.signedUrl(exchange.url.origin, blob, 'w', 'cache')
      exchange.answer(200, { ok: true, signed_upload_url: url, message: '' })
    },
    FinalizeCacheEntryUpload: async (exchange: Exchange, bearer: Bearer): Promise<void> => {
      const { key, version, size_bytes } = await exchange.json(FinalizeSchema)
      const entries = entriesOf(bearer.repository, writableScope(bearer) ?? '', version)
      const entry = entries.find((candidate) => candidate.key === key)
      if (entry === undefined || entry.complete) {
        throw new Refusal(404, 'not_found', 'cache entry not found')
      }
      const size = store.blob(entry.blob)?.size
      if (size !== Number(size_bytes)) {
        exchange.answer(200, { ok: false, message: `the upload has ${size} bytes, not ${size_bytes}` })
        return
      }
      Object.assign(entry, { size, complete: true })
      await store.save()
      exchange.answer(200, { ok: true, entry_id: String(entry.id), message: '' })
    },
    /** Searches the exact key, then keys with that prefix, then keys with a restore key as prefix. Newest first. */
    GetCacheEntryDownloadURL: async (exchange: Exchange, bearer: Bearer): Promise<void> => {
      const { key, restore_keys, version } = await exchange.json(LookUpSchema)
      const scopes = bearer.scopes.filter(({ read }) => read)
      if (scopes.length === 0) {
        throw new Refusal(403, 'permission_denied', 'cache read denied: the token has no scope to read from')
      }
      for (const { name } of scopes) {
        const candidates = entriesOf(bearer.repository, name, version)
          .filter(({ complete }) => complete)
          .toSorted((a, b) => b.id - a.id)
        const withPrefix = (prefix: string) => candidates.find((entry) => entry.key.startsWith(prefix))
        const exact = candidates.find((entry) => entry.key === key)
        const entry = exact ?? [key, ...restore_keys].map(withPrefix).find((found) => found !== undefined)
        if (entry === undefined) continue
        const url = blobs.signedUrl(exchange.url.origin, entry.blob, 'r', 'cache')
        exchange.answer(200, { ok: true, signed_download_url: url, matched_key: entry.key })
        return
      }
      exchange.answer(200, { ok: false, signed_download_url: '', matched_key: '' })
    },
  }
}

const writableScope = ({ scopes }: Bearer): string | undefined => scopes.find(({ write }) => write)?.name
