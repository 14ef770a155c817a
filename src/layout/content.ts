import { access, constants, open } from 'node:fs/promises'
import type { Bytes, Content, ReadableContent } from '../content/content.ts'
import { ContentMeter, CorruptContent } from '../content/verify.ts'
import { safeReadFlags } from '../files/file-content.ts'
import { explainFileError } from '../files/file-error.ts'
import { type Descriptor, mismatch } from '../image/descriptor.ts'
import { digestOf } from '../image/digest.ts'
import { Failure, isSystemError } from '../message/failure.ts'
import { blobPath, shareFile, writeAtomically, writeBlob } from './blob.ts'
import { flawOf } from './verify.ts'

/** Handles a blob that differs from its descriptor. `reason` has no full stop. */
type OnCorrupt = (descriptor: Descriptor, reason: string) => Promise<void>

/**
 * The blobs of a layout. Each blob that is fetched or mounted is verified. If it is wrong, `onCorrupt` is called and awaited;
 * it may remove the blob.
 */
export const layoutContent = (folder: string, onCorrupt?: OnCorrupt): LayoutContent =>
  new LayoutContent(folder, onCorrupt)

// In bytes. V8 counts the bytes of such chunks late, so larger ones use up to
// 60 MB more memory, and are not faster.
const pieceSize = 128 * 1024

/** An OCI image layout on disk as content. */
export class LayoutContent implements Content {
  readonly folder: string
  readonly #onCorrupt: OnCorrupt

  constructor(folder: string, onCorrupt: OnCorrupt = async () => {}) {
    this.folder = folder
    this.#onCorrupt = onCorrupt
  }

  async exists(descriptor: Descriptor): Promise<boolean> {
    return (await this.#flawUnread(descriptor)) === undefined
  }

  async *fetch(descriptor: Descriptor): AsyncGenerator<Uint8Array, void, undefined> {
    const { digest, data } = descriptor
    const flaw = await this.#flawUnread(descriptor)
    const reason =
      flaw === 'missing' && data
        ? yield* embedded(descriptor, data)
        : (flaw ?? (yield* this.#read(descriptor)))
    if (reason === undefined) return
    if (reason === 'missing') throw new Failure(`The layout ${this.folder} does not have ${digest}.`)
    await this.#onCorrupt(descriptor, reason)
    throw new CorruptContent(
      `The blob ${digest} in ${this.folder} is corrupt: ${reason}. Create that layout again.`,
    )
  }

  async push(descriptor: Descriptor, open: () => Bytes): Promise<void> {
    await writeBlob(this.folder, descriptor, open())
  }

  /** Only from another layout: shares its file or, if that is not possible, copies it. Verifies it before it gets its name. */
  async mount(descriptor: Descriptor, from: ReadableContent): Promise<boolean> {
    if (!(from instanceof LayoutContent)) return false
    const reason = (await from.#flawUnread(descriptor)) ?? (await this.#share(descriptor, from.folder))
    if (reason !== undefined && reason !== 'missing') await from.#onCorrupt(descriptor, reason)
    return reason === undefined
  }

  /** How a blob differs, as far as that shows without reading it. */
  async #flawUnread(descriptor: Descriptor): Promise<string | undefined> {
    const path = blobPath(this.folder, descriptor.digest)
    const flaw = await flawOf(path, descriptor, true)
    if (flaw !== undefined) return flaw
    return access(path, constants.R_OK).then(
      () => undefined,
      () => 'not readable',
    )
  }

  async *#read({ digest, size }: Descriptor): AsyncGenerator<Uint8Array, string | undefined, undefined> {
    const meter = new ContentMeter()
    const path = blobPath(this.folder, digest)
    try {
      await using file = await open(path, safeReadFlags)
      // One byte more shows whether the file grew.
      for await (const chunk of file.createReadStream({ highWaterMark: pieceSize, end: size })) {
        meter.add(chunk)
        yield chunk
      }
    } catch (error) {
      throw explainFileError(error, `read ${path}`)
    }
    return meter.mismatch({ digest, size })
  }

  /** Takes a blob of another layout. Returns how the blob is wrong; this layout then does not have it. */
  async #share(descriptor: Descriptor, from: string): Promise<string | undefined> {
    const { digest } = descriptor
    let flaw: string | undefined
    try {
      await writeAtomically(blobPath(this.folder, digest), async (partial) => {
        await shareFile(blobPath(from, digest), partial).catch((error: unknown) => {
          // Another process removed it.
          if (isSystemError(error, 'ENOENT')) flaw = 'missing'
          throw error
        })
        flaw = await flawOf(partial, descriptor, false)
        if (flaw !== undefined) throw new Failure(flaw)
      })
    } catch (error) {
      if (flaw === undefined) throw error
    }
    return flaw
  }
}

/** The content that a descriptor has itself. Returns how it differs from the descriptor. */
async function* embedded(
  expected: Descriptor,
  data: string,
): AsyncGenerator<Uint8Array, string | undefined, undefined> {
  const bytes = Buffer.from(data, 'base64')
  yield bytes
  return mismatch(expected, { digest: digestOf(bytes), size: bytes.length })
}
