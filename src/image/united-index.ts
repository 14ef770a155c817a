import type { Descriptor } from './descriptor.ts'
import { digestOf } from './digest.ts'
import type { Image } from './image.ts'
import { mediaTypes } from './media-type.ts'
import { formatPlatform, imagePlatform, normalizePlatform } from './platform.ts'

/** An index of images, one for each platform. */
export interface UnitedIndex {
  readonly descriptor: Descriptor
  readonly bytes: Buffer
  /** In the order in which it lists them, each by the descriptor that it has for it. */
  readonly images: readonly Image[]
}

// A reader that knows no platforms takes the first one.
const commonest: readonly string[] = ['linux/amd64', 'linux/arm64']

const nameOf = (image: Image): string => formatPlatform(normalizePlatform(imagePlatform(image.config)))

/**
 * Makes an index of images: the same images give the same bytes, in whatever order they come. The commonest platform comes
 * first. Nothing that an index.json says of an image gets in: no digest covers that, and the index has one.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md
 */
export const uniteImages = (images: readonly Image[]): UnitedIndex => {
  const rankOf = (name: string): number => {
    const rank = commonest.indexOf(name)
    return rank === -1 ? commonest.length : rank
  }
  const sorted = [...images].sort((one, other) => {
    const [a, b] = [nameOf(one), nameOf(other)]
    return rankOf(a) - rankOf(b) || (a < b ? -1 : a > b ? 1 : 0)
  })
  const listed = sorted.map((image): Image => ({ ...image, descriptor: listedDescriptor(image) }))
  const manifests = listed.map(({ descriptor }) => descriptor)
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests }))
  return {
    descriptor: { mediaType: mediaTypes.index, digest: digestOf(bytes), size: bytes.length },
    bytes,
    images: listed,
  }
}

const listedDescriptor = (image: Image): Descriptor => {
  const { mediaType, digest, size } = image.descriptor
  const { architecture, ...platform } = imagePlatform(image.config)
  // In the order of the specification: another one is another digest.
  return { mediaType, digest, size, platform: { architecture, ...platform } }
}
