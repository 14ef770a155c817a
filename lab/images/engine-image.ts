import { createHash } from 'node:crypto'
import { digestOf, digestOfHex } from '../../src/image/digest.ts'
import { formatReference, parseReference } from '../../src/image/reference.ts'
import { run } from '../tools/command.ts'
import type { Layer } from './layer.ts'
import { architecture } from './run-images.ts'
import { type Entry, tarball } from './tarball.ts'

/** An image in the engine. */
interface EngineImage {
  /** The image's name, with a tag. */
  readonly name: string
  /** Its lower layers, from the base up. */
  readonly layers: readonly Layer[]
  /** The files of its top layer. */
  readonly entries: readonly Entry[]
  /** As in the "config" of https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md */
  readonly config: Readonly<Record<string, unknown>>
  readonly labels: Readonly<Record<string, string>>
}

const contentLabel = 'lab.content'

/**
 * Loads an image into the engine, unless it exists with the same content. Returns its name.
 *
 * `docker load` works with every engine. Podman 4.3 fails to read labels in `docker commit --change`.
 */
export const makeImage = async (image: EngineImage): Promise<string> => {
  const top = { open: () => tarball(image.entries), size: 0 }
  const hash = createHash('sha256')
  for await (const chunk of top.open()) {
    hash.update(chunk)
    top.size += chunk.length
  }
  const topId = digestOfHex(hash.digest('hex'))
  const configWith = (labels: Readonly<Record<string, string>>): string =>
    JSON.stringify({
      architecture,
      os: 'linux',
      created: '1980-01-01T00:00:01Z',
      config: { ...image.config, Labels: labels },
      rootfs: { type: 'layers', diff_ids: [...image.layers.map(({ diffId }) => diffId), topId] },
    })
  const content = digestOf(Buffer.from(configWith(image.labels)))
  if ((await contentIn(image.name)) === content) return image.name
  const layers: readonly Entry[] = [
    ...image.layers.map(({ file, size }, index) => ({ path: `${index}.tar.gz`, file, size, mode: 0o644 })),
    { path: 'top.tar', ...top },
  ]
  // Podman takes a name without a registry for one of its own, "localhost/lab/…".
  const manifest = {
    Config: 'config.json',
    RepoTags: [formatReference(parseReference(image.name))],
    Layers: layers.map(({ path }) => path),
  }
  const archive: readonly Entry[] = [
    ...layers,
    { path: 'config.json', text: configWith({ ...image.labels, [contentLabel]: content }) },
    { path: 'manifest.json', text: JSON.stringify([manifest]) },
  ]
  await run('docker', ['load', '--quiet'], { input: tarball(archive) })
  return image.name
}

const contentIn = async (name: string): Promise<string> => {
  const format = `{{index .Config.Labels "${contentLabel}"}}`
  const found = await run('docker', ['image', 'inspect', '--format', format, name]).catch(() => '')
  return found.trim()
}
