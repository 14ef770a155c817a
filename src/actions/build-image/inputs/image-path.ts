import { basename, dirname, join, resolve } from 'node:path'
import { inputFailure } from '../../../github/inputs/input.ts'
import { refuseWorkspace } from '../../../github/inputs/target-input.ts'
import { isRepository, isTag } from '../../../image/reference.ts'

/** Where a layout goes, and what the image in it is called. */
export interface ImagePath {
  /** The layout's folder, absolute. */
  readonly folder: string
  /** The folder's last part. */
  readonly name: string
  readonly tag: string
}

const example = 'out/my-app:1.2'

/**
 * Reads `[oci:]folder/name[:tag]`, relative to `workspace`. The rules are pack's and the lifecycle's, who make an image
 * reference of the last part; but what pack takes and puts somewhere else (colons in folders, `..`) is refused.
 * Throws a Failure that says which rule is broken.
 */
export const parseImagePath = (text: string, workspace: string): ImagePath => {
  const refuse = (rule: string): never => {
    throw inputFailure('image-path', rule, example)
  }
  const path = text.startsWith('oci:') ? text.slice('oci:'.length) : text
  if (path === '') refuse('is empty; it takes a folder for the layout, whose last part names the image')
  if (path.includes('@')) refuse(`is "${text}", with a digest; an image that is yet to be built has none`)
  const last = basename(path)
  const [name = '', tag = 'latest', ...more] = last.split(':')
  const parent = dirname(path)
  if (more.length > 0 || parent.includes(':')) {
    refuse(`is "${text}", with a colon where no tag begins; a folder’s name may have none`)
  }
  if (name === '.' || name === '..') refuse(`is "${text}", whose last part is no name for an image`)
  if (name.length < 2 || !isRepository(name)) {
    refuse(
      `is "${text}"; its last part names the image and takes at least 2 lower-case letters and digits, ` +
        'with single ".", "_" or "-" between them',
    )
  }
  if (!isTag(tag)) refuse(`is "${text}"; a tag takes 1 to 128 letters, digits, "_", "." or "-"`)
  const folder = resolve(workspace, join(parent, name))
  refuseWorkspace('image-path', text, folder, workspace, example)
  return { folder, name, tag }
}
