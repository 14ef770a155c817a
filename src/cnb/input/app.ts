import { stat } from 'node:fs/promises'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import { formatCount } from '../../message/quantity.ts'
import type { TarEntry } from '../../tar/write.ts'
import type { FileFilter } from '../project/file-filter.ts'
import { openArchive } from './app-archive.ts'
import { openDirectory } from './app-directory.ts'
import type { AppFile, AppLog, AppSource } from './app-source.ts'

/** An app, and what of it goes into a sandbox. */
export interface App {
  /** A directory, or a .jar, .war or .zip file. */
  readonly path: string
  /** Absolute paths that are not part of the app. They need not exist, and need not be in the app. */
  readonly exclude: readonly string[]
  readonly filter: FileFilter
  readonly log: AppLog
}

/**
 * The files of an app as tar entries, in bytewise order of their names. Symbolic links, named pipes and modes stay as they
 * are.
 *
 * Output of this project is not part of an app, and neither is a folder that contains nothing else: output of a previous
 * build in the app must not change the image. Throws a Failure that names the first file that cannot be read, here or in the
 * build, and if the project's patterns exclude everything.
 */
export async function* appEntries(app: App, prefix: string): AsyncGenerator<TarEntry> {
  const { path, exclude } = app
  if (await isFile(path)) yield* entriesOf(await openArchive(path), prefix, app)
  else yield* entriesOf(await openDirectory(path, exclude, app.log), prefix, app)
}

const isFile = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile()
  } catch (cause) {
    throw new Failure(
      `Could not read the app ${path}: ${isSystemError(cause, 'ENOENT') ? 'it does not exist' : messageOf(cause)}. ` +
        'Check the input "path".',
      { cause },
    )
  }
}

async function* entriesOf<File extends AppFile>(
  source: AppSource<File>,
  prefix: string,
  { filter, log }: App,
): AsyncGenerator<TarEntry> {
  try {
    const selection = { source, filter, log, hasGitData: false }
    const content = (await source.list()) ?? []
    let isEmpty = true
    for await (const file of walk(selected(content, selection), selection)) {
      isEmpty = false
      const entry = await source.entry(file, `${prefix}/${file.name}`)
      if (entry !== undefined) yield entry
      else log.warning(`${source.pathOf(file.name)} is left out of the app: it is a socket or a device.`)
    }
    const own = content.filter(({ name, isFolder }) => !filter.isGitData(name, isFolder))
    if (isEmpty && own.length > 0) {
      const count = formatCount(own.length, 'file or folder', 'files and folders')
      throw new Failure(
        `The project's patterns exclude all of the app: ${source.pathOf('')} contains ${count}, and none is left. ` +
          'Check "exclude" and "include" in project.toml and the input "exclude".',
      )
    }
  } finally {
    source.close()
  }
}

interface Selection<File extends AppFile> {
  readonly source: AppSource<File>
  readonly filter: FileFilter
  readonly log: AppLog
  /** Whether the log says that git's data stays out. */
  hasGitData: boolean
}

/**
 * The selected files, each folder before its content. `pending` are the folders around the content in which no file was
 * found yet. They come before the first file that is found.
 */
async function* walk<File extends AppFile>(
  content: readonly File[],
  selection: Selection<File>,
  pending: File[] = [],
): AsyncGenerator<File> {
  const { source, filter } = selection
  for (const file of content) {
    if (!file.isFolder) {
      if (!filter.includes(file.name, false)) continue
      if (pending.length > 0) yield* pending.splice(0)
      yield file
      continue
    }
    const inner = await source.list(file)
    if (inner === undefined) continue
    pending.push(file)
    const rest = selected(inner, selection)
    // An empty folder is part of the app, also if patterns emptied it.
    const isEmpty = inner.length === 0 && source.keepsEmpty(file)
    if ((isEmpty || rest.length < inner.length) && filter.includes(file.name, true)) yield* pending.splice(0)
    yield* walk(rest, selection, pending)
    if (pending.at(-1) === file) pending.pop()
  }
}

/** The files that can be in an image and that the patterns do not exclude. */
const selected = <File extends AppFile>(
  content: readonly File[],
  selection: Selection<File>,
): readonly File[] =>
  content.filter(({ name, isFolder }) => {
    const { source, filter, log, hasGitData } = selection
    if (filter.excludes(name, isFolder)) {
      if (hasGitData || !filter.isGitData(name, isFolder)) return false
      selection.hasGitData = true
      log.info(
        `${source.pathOf(name)} is left out of the app, so that each checkout gives the same image. ` +
          'If the build needs it, add "!.git" to the input "exclude".',
      )
      return false
    }
    if (!isWhiteout(name)) return true
    log.warning(
      `${source.pathOf(name)} is left out of the app: in the layers of images, names that begin with ".wh." mark files as ` +
        'deleted, so no image can contain it.',
    )
    return false
  })

// https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#whiteouts
const isWhiteout = (name: string): boolean => /(?:^|\/)\.wh\.[^/]*$/.test(name)
