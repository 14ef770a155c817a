import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { digestOf } from '../../src/image/digest.ts'
import { mediaTypes } from '../../src/image/media-type.ts'
import { pushBytes, pushManifest } from '../images/push.ts'

/** The layout at the target before a trial: one without an image. */
export const earlierIndex = '{"schemaVersion":2,"manifests":[]}'

export const writeEarlier = async (layout: string): Promise<void> => {
  await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true })
  await writeFile(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  await writeFile(join(layout, 'index.json'), earlierIndex)
}

const config = Buffer.from(
  JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] } }),
)
const manifest = {
  schemaVersion: 2,
  mediaType: mediaTypes.manifest,
  config: { mediaType: mediaTypes.config, digest: digestOf(config), size: config.length },
  layers: [],
}

/** The image under a tag before a trial: one without layers. */
export const earlierDigest: string = digestOf(Buffer.from(JSON.stringify(manifest, undefined, 2)))

export const pushEarlier = async (registry: string, name: string, tag: string): Promise<void> => {
  const repository = { registry, name }
  await pushBytes(repository, mediaTypes.config, config)
  await pushManifest(repository, tag, manifest)
}
