import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ActionResult } from '../../lab/driving/runner.ts'
import { blobFile } from '../../lab/images/layout-check.ts'
import { pushBytes, pushManifest } from '../../lab/images/push.ts'
import { type BuildMetadata, readBuildMetadata } from '../../src/cnb/labels.ts'
import { type ImageConfig, parseImageConfig } from '../../src/image/config.ts'
import type { Content } from '../image/image.ts'
import { lab, layoutOf } from './build.ts'

export const writeFiles = async (folder: string, files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { mode: name.includes('bin/') ? 0o755 : 0o644 })
  }
}

/** A buildpack that says so when it builds, and does what the rest of its script says. */
export const buildpackOf = (
  id: string,
  script = '',
  detect = 'exit 0',
): Readonly<Record<string, string>> => ({
  'buildpack.toml': `api = "0.10"\n[buildpack]\nid = "${id}"\nversion = "1.0.0"\n[[targets]]\nos = "linux"\n`,
  'bin/build': `#!/bin/sh\nset -eu\necho "${id} builds"\n${script}\n`,
  'bin/detect': `#!/bin/sh\n${detect}\n`,
})

/** A layer of the image, with a file in it. */
export const launchLayer = (name: string, text: string): string =>
  `mkdir -p "$CNB_LAYERS_DIR/${name}"; echo '${text}' > "$CNB_LAYERS_DIR/${name}/file"\n` +
  `printf '[types]\\nlaunch = true\\n' > "$CNB_LAYERS_DIR/${name}.toml"`

/** A process of the image. */
export const launchProcess = (type: string, ...command: readonly string[]): string =>
  `printf '[[processes]]\\ntype = "${type}"\\ncommand = [${command.map((word) => `"${word}"`).join(', ')}]\\n' > "$CNB_LAYERS_DIR/launch.toml"`

/** Pushes a package to the lab's registry; returns its reference. */
export const pushPackage = async ({ descriptor, blobs }: Content, name: string): Promise<string> => {
  const repository = { registry: lab.registry.address, name }
  const manifest = JSON.parse(Buffer.from(blobs.get(descriptor.digest) ?? []).toString('utf8'))
  for (const [digest, bytes] of blobs) {
    if (digest !== descriptor.digest) await pushBytes(repository, '', Buffer.from(bytes))
  }
  await pushManifest(repository, '1', manifest)
  return `${lab.registry.address}/${name}:1`
}

/** The configuration of a built image. */
export const configOf = async (result: ActionResult): Promise<ImageConfig> => {
  const { folder, manifest } = await layoutOf(result)
  return parseImageConfig(await readFile(blobFile(folder, manifest.config)))
}

export const metadataOf = async (result: ActionResult): Promise<BuildMetadata> =>
  readBuildMetadata(await configOf(result))

/** The buildpacks that built an image, in their order: `lab/hello@1.0.0`. */
export const buildersOf = async (result: ActionResult): Promise<readonly string[]> =>
  (await metadataOf(result)).buildpacks.map(({ id, version }) => `${id}@${version}`)
