import type { Digest } from '../../image/digest.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatReference } from '../../image/reference.ts'
import type { RebasedLayout } from './layout.ts'
import type { RebasedImages } from './rebased.ts'
import type { Source } from './source.ts'

/** The action's outputs, by their names in action.yml; what there are several of comes one per line. */
export type Outputs = Readonly<Record<string, string | number | boolean>>

const lines = (values: readonly string[]): string => [...new Set(values)].join('\n')

/** What is known of an image whether it changed or not. */
export const imageOutputs = (
  { imageName, root: former }: Source,
  { images, root }: RebasedImages,
): Outputs => ({
  changed: root.digest !== former.digest,
  'image-name': imageName,
  digest: root.digest,
  'image-id': lines(images.map(({ rebased }): Digest => rebased.config.digest)),
  platform: images.map(({ runImage }) => formatPlatform(runImage.platform)).join('\n'),
  'run-image': lines(images.map(({ runImage }) => formatReference(runImage.reference))),
  'run-image-digest': images.map(({ runImage }): Digest => runImage.descriptor.digest).join('\n'),
})

export const layoutOutputs = (path: string, { size, cacheHit }: RebasedLayout): Outputs => ({
  'layout-path': path,
  size,
  'cache-hit': cacheHit,
})
