import { Failure } from '../../message/failure.ts'
import type { TarEntry } from '../../tar/write.ts'

/** A file or a folder of an app. `name` is its path relative to the app. */
export interface AppFile {
  readonly name: string
  readonly isFolder: boolean
}

/** Where the files of an app are. */
export interface AppSource<File extends AppFile> {
  /** The path of a file for messages; of the app itself if the name is empty. */
  pathOf(name: string): string
  /** The files in a folder, or in the app itself, in bytewise order. Undefined if the folder is not part of the app. */
  list(folder?: File): Promise<readonly File[] | undefined>
  /** Whether an empty folder is part of the app. */
  keepsEmpty(folder: File): boolean
  /** The tar entry of a file. Undefined if it is a socket or a device. */
  entry(file: File, name: string): TarEntry | Promise<TarEntry> | undefined
  close(): void
}

export interface AppLog {
  info(message: string): void
  warning(message: string): void
}

/** Throws if the owner of a file cannot read it. Root can, but in the build the owner is a user without capabilities. */
export const checkMode = (path: string, mode: number, isFolder: boolean): void => {
  const needed = isFolder ? 0o500 : 0o400
  if ((mode & needed) === needed) return
  throw new Failure(
    `The build could not read ${path} of the app: its mode is ${(mode & 0o7777).toString(8).padStart(4, '0')}, and the ` +
      `builder's user, who owns it there, needs ${isFolder ? 'u+rx' : 'u+r'}. Change the mode, or exclude it with the ` +
      'input "exclude".',
  )
}
