import { createReadStream } from 'node:fs'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Pack, pack } from 'tar-stream'

/** An entry of an image, with a path without a leading slash. All have the same modification time, as in built images. */
export type Entry = { readonly path: string; readonly uid?: number; readonly gid?: number } & (
  | { readonly folder: true; readonly mode?: number }
  | { readonly text: string; readonly mode?: number }
  | { readonly file: string; readonly size: number; readonly mode: number }
  | { readonly open: () => Readable; readonly size: number }
  | { readonly link: string }
)

/** Reads a directory's files as entries under another path. */
export const entriesOf = async (folder: string, path: string): Promise<readonly Entry[]> => {
  const entries: Entry[] = [{ path, folder: true }]
  for (const name of (await readdir(folder)).sort()) {
    const [source, target] = [join(folder, name), `${path}/${name}`]
    const stat = await lstat(source)
    if (stat.isDirectory()) entries.push(...(await entriesOf(source, target)))
    else if (stat.isSymbolicLink()) entries.push({ path: target, link: await readlink(source) })
    else entries.push({ path: target, file: source, size: stat.size, mode: stat.mode & 0o777 })
  }
  return entries
}

/** Packs entries into a tar, in their order. Large files are streamed. */
export const tarball = (entries: readonly Entry[]): Readable => {
  const archive = pack()
  const fill = async () => {
    for (const entry of entries) {
      const content = await contentOf(entry)
      if (content instanceof Readable) await pipeline(content, archive.entry(headerOf(entry)))
      else archive.entry(headerOf(entry), content)
    }
    archive.finalize()
  }
  fill().catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))))
  return Readable.from(archive)
}

const mebibyte = 1024 ** 2

const contentOf = async (entry: Entry): Promise<Readable | Buffer | string> => {
  if ('open' in entry) return entry.open()
  // A stream takes longer than the content of a small file.
  if ('file' in entry) return entry.size > mebibyte ? createReadStream(entry.file) : readFile(entry.file)
  return 'text' in entry ? entry.text : ''
}

const headerOf = (entry: Entry): Parameters<Pack['entry']>[0] => {
  const common = { name: entry.path, uid: entry.uid ?? 0, gid: entry.gid ?? 0, mtime: new Date(1000) }
  if ('folder' in entry) return { ...common, type: 'directory', mode: entry.mode ?? 0o755 }
  if ('link' in entry) return { ...common, type: 'symlink', linkname: entry.link, mode: 0o777 }
  if ('text' in entry) return { ...common, type: 'file', mode: entry.mode ?? 0o644 }
  return { ...common, type: 'file', mode: 'file' in entry ? entry.mode : 0o644, size: entry.size }
}
