import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ImageReference, parseReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { formatList } from '../../message/quantity.ts'
import { type BuildpackName, formatName } from './buildpack.ts'

/** The place of a buildpack. */
export type Locator =
  /** The builder’s order, with all its groups. */
  | { readonly kind: 'builder' }
  | { readonly kind: 'id'; readonly id: string; readonly version: string | undefined }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'image'; readonly reference: ImageReference }

const builderPrefixes = ['urn:cnb:builder:', 'from=builder:']

/**
 * Parses the locator of a buildpack, in the order of pack: `from=builder`, `urn:cnb:builder:<id>`, a URI (`docker://…`,
 * `file://…`), an existing path that is relative to `folder`, the ID of a buildpack in the builder (`known`), and an image.
 *
 * Throws a Failure that says what to write instead if the text has none of these forms.
 * https://github.com/buildpacks/pack/blob/v0.40.5/pkg/buildpack/locator_type.go
 */
export const parseLocator = async (
  text: string,
  { folder, known }: { readonly folder: string; readonly known: readonly BuildpackName[] },
): Promise<Locator> => {
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
      `"${printable(text)}" is not fetched, because its content has no digest. Download it in an earlier step, verify its ` +
        'digest, and name the file. Or name an image: docker://….',
    )
  }
  const path = resolve(folder, text)
  if (await isThere(path)) return { kind: 'path', path }
  const [id = '', version] = text.split('@')
  if (known.some((one) => one.id === id)) return knownId(text, known)
  if (/^\.{0,2}\/|\.(?:cnb|tgz|tar|tar\.gz)$/.test(text)) throw missing(path, text)
  return isReference(text, version) ? imageAt(text, text) : knownId(text, known)
}

const isThere = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined

const missing = (path: string, text: string): Failure =>
  new Failure(
    `The buildpack "${printable(text)}" was not found: ${printable(path)} does not exist. ` +
      'Check the path, and that an earlier step creates it.',
  )

/** Whether a text is an image reference, with a host, a tag or a digest, and not an ID. */
const isReference = (text: string, version: string | undefined): boolean => {
  if (version !== undefined) return version.startsWith('sha256:')
  const [first = '', ...rest] = text.split('/')
  return text.includes(':') || (rest.length > 0 && (first.includes('.') || first === 'localhost'))
}

const knownId = (text: string, known: readonly BuildpackName[]): Locator => {
  const [id = '', version] = text.split('@')
  const found = known.filter((one) => one.id === id)
  if (found.some((one) => version === undefined || one.version === version))
    return { kind: 'id', id, version }
  if (found.length > 0) {
    throw new Failure(
      `Version "${printable(version ?? '')}" of ${printable(id)} is not in the builder. ` +
        `Available versions: ${found.map((one) => printable(one.version)).join(', ')}.`,
    )
  }
  const names = known.map((one) => printable(formatName(one)))
  throw new Failure(
    `The builder has no buildpack "${printable(text)}". ` +
      `It has: ${formatList(names, 40) || 'none that its labels list'}. Name one of these, an existing ` +
      'folder or file, or an image, for example docker://docker.io/owner/name:1.2.',
  )
}

const fromRegistry = (text: string): Failure => {
  const id = printable(text.slice('urn:cnb:registry:'.length).split('@')[0] ?? '')
  return new Failure(
    `"${printable(text)}" is an entry of the buildpack registry, which this action does not read. ` +
      `Name the image of ${id} instead, for example docker://docker.io/owner/name@sha256:…. ` +
      'https://registry.buildpacks.io shows it.',
  )
}

const imageAt = (text: string, name: string): Locator => {
  try {
    return { kind: 'image', reference: parseReference(name) }
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    throw new Failure(`"${printable(text)}" is not a buildpack: ${cause.message}`, { cause })
  }
}

const pathOf = (text: string): string => {
  try {
    return fileURLToPath(text)
  } catch (cause) {
    throw new Failure(`"${printable(text)}" is not a valid file URI. Use a path.`, { cause })
  }
}
