import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ImageReference, parseReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { type BuildpackName, formatName } from './buildpack.ts'

/** Where a buildpack is. */
export type Locator =
  /** The builder’s own order, with all its groups. */
  | { readonly kind: 'builder' }
  | { readonly kind: 'id'; readonly id: string; readonly version: string | undefined }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'image'; readonly reference: ImageReference }

/** What the words of a locator are read against. */
export interface LocatorContext {
  /** What relative paths begin at. */
  readonly folder: string
  /** The buildpacks that an ID can mean. */
  readonly known: readonly BuildpackName[]
}

const builderPrefixes = ['urn:cnb:builder:', 'from=builder:']

/**
 * Reads where a buildpack is, in the order of pack: `from=builder`, `urn:cnb:builder:<id>`, an address (`docker://…`,
 * `file://…`), a path that is there, the ID of a buildpack of the builder, and an image.
 *
 * Throws a Failure that says what to write instead where it is none of these.
 * https://github.com/buildpacks/pack/blob/v0.40.5/pkg/buildpack/locator_type.go
 */
export const parseLocator = async (text: string, { folder, known }: LocatorContext): Promise<Locator> => {
  if (text === 'from=builder' || text === 'urn:cnb:builder') return { kind: 'builder' }
  const prefix = builderPrefixes.find((one) => text.startsWith(one))
  if (prefix !== undefined) return knownId(text.slice(prefix.length), known)
  if (text.startsWith('urn:cnb:registry:')) throw fromRegistry(text)
  if (text.startsWith('docker:/')) return imageAt(text, text.replace(/^docker:\/+/, ''))
  if (text.startsWith('file:')) {
    const path = pathOf(text)
    if (!(await isThere(path))) throw missing(path, text)
    return { kind: 'path', path }
  }
  if (/^https?:/i.test(text)) {
    throw new Failure(
      `"${printable(text)}" is not fetched: nothing says which bytes are meant. Download it in a step before, with a ` +
        'check of its digest, and name the file; or name an image, as docker://….',
    )
  }
  const path = resolve(folder, text)
  if (await isThere(path)) return { kind: 'path', path }
  const { id, version } = splitId(text)
  if (known.some((one) => one.id === id)) return knownId(text, known)
  if (/^\.{0,2}\/|\.(?:cnb|tgz|tar|tar\.gz)$/.test(text)) throw missing(path, text)
  return isReference(text, version) ? imageAt(text, text) : knownId(text, known)
}

const isThere = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined

const missing = (path: string, text: string): Failure =>
  new Failure(
    `There is no directory and no file ${path}, which "${printable(text)}" names as a buildpack. ` +
      'Check the path, and that an earlier step has made it.',
  )

/** Whether a text says where an image is: its host, its tag or its digest. What does not is an ID. */
const isReference = (text: string, version: string | undefined): boolean => {
  if (version !== undefined) return version.startsWith('sha256:')
  const [first = '', ...rest] = text.split('/')
  return text.includes(':') || (rest.length > 0 && (first.includes('.') || first === 'localhost'))
}

const splitId = (text: string): { readonly id: string; readonly version: string | undefined } => {
  const [id = '', version] = text.split('@')
  return { id, version }
}

const knownId = (text: string, known: readonly BuildpackName[]): Locator => {
  const { id, version } = splitId(text)
  const found = known.filter((one) => one.id === id)
  if (found.some((one) => version === undefined || one.version === version))
    return { kind: 'id', id, version }
  if (found.length > 0) {
    throw new Failure(
      `The builder has ${printable(id)} not in the version "${printable(version ?? '')}", but in: ` +
        `${found.map((one) => printable(one.version)).join(', ')}. Name one of these.`,
    )
  }
  throw new Failure(
    `The builder has no buildpack "${printable(text)}"; it has: ${listOf(known)}. Name one of these, a folder or a file ` +
      `that is there, or an image, as docker://docker.io/owner/name:1.2.`,
  )
}

const listLimit = 40

const listOf = (known: readonly BuildpackName[]): string => {
  if (known.length === 0) return 'none that it tells of'
  const more = known.length > listLimit ? `, and ${known.length - listLimit} more` : ''
  return known.slice(0, listLimit).map(formatName).map(printable).join(', ') + more
}

const fromRegistry = (text: string): Failure => {
  const id = printable(text.slice('urn:cnb:registry:'.length).split('@')[0] ?? '')
  return new Failure(
    `"${printable(text)}" is an entry of the buildpack registry, which is an index in a git repository and not read. ` +
      `Write the image that it names for ${id}, as docker://docker.io/owner/name@sha256:…: ` +
      'https://registry.buildpacks.io shows it.',
  )
}

const imageAt = (text: string, name: string): Locator => {
  try {
    return { kind: 'image', reference: parseReference(name) }
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    throw new Failure(`"${printable(text)}" names no buildpack: ${cause.message}`, { cause })
  }
}

const pathOf = (text: string): string => {
  try {
    return fileURLToPath(text)
  } catch (cause) {
    throw new Failure(`"${printable(text)}" is not an address of a file. Write its path.`, { cause })
  }
}
