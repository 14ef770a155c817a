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

/** github.actions.results.api.v1.CacheService. Entries are immutable and belong to a scope (a branch). */
export class Caches {
  readonly #store: Store
  readonly #blobs: Blobs
  readonly #ignoreVersions: boolean

  constructor(store: Store, blobs: Blobs, ignoreVersions: boolean) {
    this.#ignoreVersions = ignoreVersions
    this.#store = store
    this.#blobs = blobs
  }

  async create(exchange: Exchange, bearer: Bearer): Promise<void> {
    const { key, version } = await exchange.json(CreateSchema)
    const scope = bearer.scopes.find(({ write }) => write)?.name
    if (scope === undefined) {
      // The clients recognize this refusal by its first words.
      exchange.answer(200, { ok: false, message: 'cache write denied: the token is read-only' })
      return
    }
    if (this.#find(bearer.repository, scope, key, version) !== undefined) {
      throw new Refusal(
        409,
        'already_exists',
        'cache entry with the same key, version, and scope already exists',
      )
    }
    const blob = this.#store.newBlob()
    this.#store.entries.push({
      id: this.#store.nextId(),
      repository: bearer.repository,
      scope,
      key,
      version,
      blob,
      size: 0,
      createdAt: new Date().toISOString(),
      complete: false,
    })
    await this.#store.save()
    const url = this.#blobs.signedUrl(exchange.url.origin, blob, 'w', 'cache')
    exchange.answer(200, { ok: true, signed_upload_url: url, message: '' })
  }

  async finalize(exchange: Exchange, bearer: Bearer): Promise<void> {
    const request = await exchange.json(FinalizeSchema)
    const scope = bearer.scopes.find(({ write }) => write)?.name ?? ''
    const entry = this.#find(bearer.repository, scope, request.key, request.version)
    if (entry === undefined || entry.complete) {
      throw new Refusal(404, 'not_found', 'cache entry not found')
    }
    const size = this.#store.blob(entry.blob)?.size
    if (size !== Number(request.size_bytes)) {
      exchange.answer(200, { ok: false, message: `the upload has ${size} bytes, not ${request.size_bytes}` })
      return
    }
    Object.assign(entry, { size, complete: true })
    await this.#store.save()
    exchange.answer(200, { ok: true, entry_id: String(entry.id), message: '' })
  }

  async lookUp(exchange: Exchange, bearer: Bearer): Promise<void> {
    const request = await exchange.json(LookUpSchema)
    const scopes = bearer.scopes.filter(({ read }) => read)
    if (scopes.length === 0) {
      throw new Refusal(403, 'permission_denied', 'cache read denied: the token has no scope to read from')
    }
    for (const { name } of scopes) {
      const entry = this.#match(bearer.repository, name, request)
      if (entry === undefined) continue
      const url = this.#blobs.signedUrl(exchange.url.origin, entry.blob, 'r', 'cache')
      exchange.answer(200, { ok: true, signed_download_url: url, matched_key: entry.key })
      return
    }
    exchange.answer(200, { ok: false, signed_download_url: '', matched_key: '' })
  }

  /** Searches the exact key, then keys with that prefix, then keys with a restore key as prefix. Newest first. */
  #match(
    repository: string,
    scope: string,
    { key, restore_keys, version }: v.InferOutput<typeof LookUpSchema>,
  ): StoredEntry | undefined {
    const candidates = this.#store.entries
      .filter(
        (entry) =>
          entry.complete &&
          entry.repository === repository &&
          entry.scope === scope &&
          this.#isVersion(entry, version),
      )
      .sort((a, b) => b.id - a.id)
    const exact = candidates.find((entry) => entry.key === key)
    if (exact !== undefined) return exact
    for (const prefix of [key, ...restore_keys]) {
      const entry = candidates.find((candidate) => candidate.key.startsWith(prefix))
      if (entry !== undefined) return entry
    }
    return undefined
  }

  #isVersion(entry: StoredEntry, version: string): boolean {
    return this.#ignoreVersions || entry.version === version
  }

  #find(repository: string, scope: string, key: string, version: string): StoredEntry | undefined {
    return this.#store.entries.find(
      (entry) =>
        entry.repository === repository &&
        entry.scope === scope &&
        entry.key === key &&
        this.#isVersion(entry, version),
    )
  }
}
