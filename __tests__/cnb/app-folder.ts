import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeEach, type TestContext } from 'node:test'
import { appEntries } from '../../src/cnb/input/app.ts'
import { type FilePatterns, fileFilter } from '../../src/cnb/project/file-filter.ts'
import { type TarEntry, tarOf } from '../../src/tar/write.ts'
import { temporaryFolder } from '../image/image.ts'
import { type ReadEntry, readTar } from '../tar/tar-reader.ts'

/** A folder with these files. It is removed after the test. */
export const appOf = async (t: TestContext, files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = join(await temporaryFolder(t), 'app')
  await mkdir(folder)
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return folder
}

/** The log of the running test. */
export const logged: string[] = []
beforeEach(() => {
  logged.length = 0
})

const log = {
  info: (message: string) => logged.push(`info: ${message}`),
  warning: (message: string) => logged.push(`warning: ${message}`),
}

export const entriesIn = (
  path: string,
  exclude: readonly string[] = [],
  patterns: FilePatterns = { exclude: [] },
): AsyncGenerator<TarEntry> => appEntries({ path, exclude, filter: fileFilter(patterns), log }, 'workspace')

export const stream = (path: string, exclude?: readonly string[]): AsyncIterable<Uint8Array> =>
  tarOf(entriesIn(path, exclude), { uid: 1000, gid: 1000 })

export const read = async (path: string, exclude?: readonly string[]): Promise<readonly ReadEntry[]> =>
  readTar(stream(path, exclude))

export const namesIn = async (path: string, exclude?: readonly string[]): Promise<readonly string[]> =>
  (await read(path, exclude)).map(({ header }) => header.name)

/** The names of the files that patterns select from an app. */
export const selectedNames = async (
  path: string,
  patterns: Partial<FilePatterns>,
): Promise<readonly string[]> => {
  const entries = entriesIn(path, [], { exclude: [], ...patterns })
  return (await Array.fromAsync(entries)).map(({ name }) => name.slice('workspace/'.length))
}
