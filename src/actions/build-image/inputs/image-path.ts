import { basename, dirname, join, resolve } from 'node:path'
import { inputFailure } from '../../../github/inputs/input.ts'
import { refuseWorkspace } from '../../../github/inputs/shared-inputs.ts'
import { isRepository, isTag } from '../../../image/reference.ts'

/** The place of a layout, and the name of its image. */
export interface ImagePath {
  /** The directory of the layout, absolute. */
  readonly folder: string
  /** The last part of the directory. */
  readonly name: string
  readonly tag: string
}

const example = 'out/my-app:1.2'

/**
 * Parses `[oci:]folder/name[:tag]`, relative to `workspace`, with the rules of pack and the lifecycle: the last part must be
 * an image reference. Colons in folders and `..` as the last part are refused: pack writes such a layout to another place.
 * Throws a Failure that names the broken rule.
 */
export const parseImagePath = (text: string, workspace: string): ImagePath => {
  const refuse = (rule: string): never => {
    throw inputFailure('image-path', rule, example)
  }
  const path = text.startsWith('oci:') ? text.slice('oci:'.length) : text
  if (path === '') refuse('is empty. Use a directory for the layout; its last part is the name of the image')
  if (path.includes('@')) refuse(`is "${text}", which has a digest. The digest is known only after the build`)
  const last = basename(path)
  const [name = '', tag = 'latest', ...more] = last.split(':')
  const parent = dirname(path)
  if (more.length > 0 || parent.includes(':')) {
    refuse(`is "${text}", which contains a colon outside the tag. Directory names must not contain colons`)
  }
  if (name === '.' || name === '..') refuse(`is "${text}", and its last part is not a name`)
  if (name.length < 2 || !isRepository(name)) {
    refuse(
      `is "${text}". Its last part is the name of the image: at least 2 lower-case letters and digits, ` +
        'with a single ".", "_" or "-" between them',
    )
  }
  if (!isTag(tag)) refuse(`is "${text}". A tag has 1 to 128 letters, digits, "_", "." or "-"`)
  const folder = resolve(workspace, join(parent, name))
  refuseWorkspace('image-path', text, folder, workspace, example)
  return { folder, name, tag }
}
