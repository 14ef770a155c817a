import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { createReadStream, mkdirSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { isSystemError } from '../../../src/message/failure.ts'

const BlobSchema = v.object({
  /** The uploaded files whose concatenation is the blob. */
  segments: v.array(v.object({ file: v.string(), size: v.number() })),
  size: v.number(),
  contentType: v.string(),
  etag: v.string(),
  modified: v.string(),
})

const ArtifactSchema = v.object({
  id: v.number(),
  runBackendId: v.string(),
  jobBackendId: v.string(),
  name: v.string(),
  blob: v.string(),
  size: v.number(),
  digest: v.optional(v.string()),
  createdAt: v.string(),
  expiresAt: v.string(),
  complete: v.boolean(),
})

const EntrySchema = v.object({
  id: v.number(),
  repository: v.string(),
  scope: v.string(),
  key: v.string(),
  version: v.string(),
  blob: v.string(),
  size: v.number(),
  createdAt: v.string(),
  complete: v.boolean(),
})

const StateSchema = v.object({
  secret: v.string(),
  nextId: v.number(),
  artifacts: v.array(ArtifactSchema),
  entries: v.array(EntrySchema),
  blobs: v.record(v.string(), BlobSchema),
})

export type StoredBlob = v.InferOutput<typeof BlobSchema>
export type StoredArtifact = v.InferOutput<typeof ArtifactSchema>
export type StoredEntry = v.InferOutput<typeof EntrySchema>
type State = v.InferOutput<typeof StateSchema>

/**
 * The storage of the results service: artifacts, cache entries and their bytes, in one directory.
 *
 * A restart discards unfinished uploads.
 */
export class Store {
  readonly #folder: string
  readonly #state: State
  #writing: Promise<void> = Promise.resolve()

  private constructor(folder: string, state: State) {
    this.#folder = folder
    this.#state = state
  }

  static async open(folder: string): Promise<Store> {
    await mkdir(join(folder, 'blobs'), { recursive: true })
    const state = await readState(join(folder, 'state.json'))
    state.artifacts = state.artifacts.filter(({ complete }) => complete)
    state.entries = state.entries.filter(({ complete }) => complete)
    const used = new Set([...state.artifacts, ...state.entries].map(({ blob }) => blob))
    for (const id of await readdir(join(folder, 'blobs'))) {
      if (used.has(id)) continue
      delete state.blobs[id]
      await rm(join(folder, 'blobs', id), { recursive: true, force: true })
    }
    return new Store(folder, state)
  }

  /** The mutable list. Request handlers add to it, then call `save`. */
  get artifacts(): StoredArtifact[] {
    return this.#state.artifacts
  }

  get entries(): StoredEntry[] {
    return this.#state.entries
  }

  nextId(): number {
    return this.#state.nextId++
  }

  blob(id: string): StoredBlob | undefined {
    return this.#state.blobs[id]
  }

  setBlob(id: string, segments: StoredBlob['segments'], contentType: string): StoredBlob {
    const blob = {
      segments,
      size: segments.reduce((sum, { size }) => sum + size, 0),
      contentType,
      etag: `"0x${randomBytes(8).toString('hex').toUpperCase()}"`,
      modified: new Date().toUTCString(),
    }
    this.#state.blobs[id] = blob
    return blob
  }

  /** Synchronous, so that only one of two requests for the same name succeeds. */
  newBlob(): string {
    const id = randomUUID()
    mkdirSync(join(this.#folder, 'blobs', id))
    return id
  }

  /** Returns a new file name for an uploaded part of a blob. A second upload does not overwrite the first. */
  newSegment(blob: string): { readonly file: string; readonly path: string } {
    const file = randomUUID()
    return { file, path: this.#path(blob, file) }
  }

  async deleteBlob(id: string): Promise<void> {
    delete this.#state.blobs[id]
    await rm(join(this.#folder, 'blobs', id), { recursive: true, force: true })
  }

  /** Reads the bytes of a blob from `start` up to, but not including, `end`. */
  async *read(id: string, start = 0, end = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
    let offset = 0
    for (const { file, size } of this.#state.blobs[id]?.segments ?? []) {
      const from = Math.max(start - offset, 0)
      const to = Math.min(end - offset, size)
      if (from < to) yield* createReadStream(this.#path(id, file), { start: from, end: to - 1 })
      offset += size
    }
  }

  /** Returns the signature that a blob's URL needs. The permission is `r` or `w`. */
  signatureOf(blob: string, permission: string): string {
    return createHmac('sha256', this.#state.secret).update(`${blob} ${permission}`).digest('base64url')
  }

  /** Writes the state to disk. Concurrent calls wait for each other. */
  save(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const path = join(this.#folder, 'state.json')
      await writeFile(`${path}.partial`, JSON.stringify(this.#state))
      await rename(`${path}.partial`, path)
    })
    return this.#writing
  }

  #path(blob: string, file: string): string {
    return join(this.#folder, 'blobs', blob, file)
  }
}

const readState = async (path: string): Promise<State> => {
  try {
    return v.parse(v.pipe(v.string(), v.parseJson(), StateSchema), await readFile(path, 'utf8'))
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error
    return { secret: randomBytes(16).toString('hex'), nextId: 1, artifacts: [], entries: [], blobs: {} }
  }
}
