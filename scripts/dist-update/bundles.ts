import { buffer } from 'node:stream/consumers'
import { type Entry, openPromise } from 'yauzl'
import { Failure, messageOf } from '../../src/message/failure.ts'
import { printable } from '../../src/message/printable.ts'

/** What `dist` may hold at most: several times what it does. */
const limits = { files: 200, bytes: 64 * 1024 ** 2 } as const

// Unix file types in the upper half of the external attributes; zero where the zip was not made on Unix.
const typeMask = 0o170000
const regularFile = 0o100000

/** The bundles lie side by side: a name has no folder in it, and no dot in front. */
const fileName = /^[A-Za-z0-9_][\w.-]{0,99}$/

const objectionTo = (entry: Entry, name: string): string | undefined => {
  if (!fileName.test(name)) return 'which is no file that lies in dist itself'
  const type = (entry.externalFileAttributes >>> 16) & typeMask
  if (type !== 0 && type !== regularFile) return 'which is not a regular file'
  if (entry.isEncrypted() || !entry.canDecodeFileData()) return 'which cannot be read'
  return undefined
}

/**
 * The files that a run without any rights handed over as an artifact, by name. The zip is not trusted: whoever controls
 * a dependency controls all of it. So it is never unpacked to a disk, and anything but regular files of `dist` is refused.
 */
export const readBundles = async (path: string): Promise<ReadonlyMap<string, Buffer>> => {
  try {
    return await filesOf(path)
  } catch (cause) {
    throw new Failure(`The artifact is not taken for dist: ${messageOf(cause)}.`, { cause })
  }
}

const filesOf = async (path: string): Promise<ReadonlyMap<string, Buffer>> => {
  const zip = await openPromise(path, { decodeStrings: false, autoClose: false })
  try {
    if (zip.entryCount > limits.files) throw new Failure(`it has ${zip.entryCount} entries`)
    const entries = new Map<string, Entry>()
    let bytes = 0
    for await (const entry of zip.eachEntry()) {
      // The raw bytes: what the zip claims in extra fields or by an encoding does not count.
      const name = entry.fileNameRaw.toString('latin1')
      const objection = entries.has(name) ? 'twice' : objectionTo(entry, name)
      if (objection !== undefined) throw new Failure(`it has the entry «${printable(name)}», ${objection}`)
      bytes += entry.uncompressedSize
      if (bytes > limits.bytes) throw new Failure(`its files have more than ${limits.bytes} bytes`)
      entries.set(name, entry)
    }
    if (!entries.has('index.js')) throw new Failure('it has no index.js')
    const files = new Map<string, Buffer>()
    // Only as many bytes come out as the entry declares, or its stream fails.
    for (const [name, entry] of entries) files.set(name, await buffer(await zip.openReadStreamPromise(entry)))
    return files
  } finally {
    zip.close()
  }
}
