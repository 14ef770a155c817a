import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type ActionResult, type ActionRun, runAction } from '../../lab/driving/runner.ts'
import { baseLayer, userLayer } from '../../lab/images/base-image.ts'
import { pushBytes, pushLayer, pushManifest } from '../../lab/images/push.ts'
import { architecture, type RunImageKind, types } from '../../lab/images/run-images.ts'
import { tarball } from '../../lab/images/tarball.ts'
import { run } from '../../lab/tools/command.ts'
import { parseImageConfig } from '../../src/image/config.ts'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { digestOf } from '../../src/image/digest.ts'
import { parseManifest } from '../../src/image/image.ts'
import { parseIndex } from '../../src/image/image-index.ts'
import { blobPath } from '../../src/layout/blob.ts'
import { type FailedBuild, failure, lab, openWorkspace, type Workspace } from './build.ts'

const platform = { os: 'linux', architecture }
const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What a run image of a test is, beside the layers that all have. */
export interface RunImageContent {
  readonly kind?: Exclude<RunImageKind, 'multi-platform'>
  /** What the file /etc/base-version says, in a layer of its own. */
  readonly version: string
  readonly platform?: Readonly<Record<string, string>>
  readonly env?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
  /** Added to its configuration's `config`. */
  readonly config?: Readonly<Record<string, unknown>>
  /** Instead of one that has an entry a layer; `undefined` leaves it away. */
  readonly history?: readonly Readonly<Record<string, unknown>>[] | undefined
  readonly annotations?: Readonly<Record<string, string>>
}

const address = lab.registry.address

/** Pushes a run image, tags it, and returns its reference. */
export const pushRunImage = async (name: string, content: RunImageContent, tag = 'run'): Promise<string> => {
  await pushRunManifest(name, content, tag)
  return `${address}/${name}:${tag}`
}

export const pushRunManifest = async (
  name: string,
  content: RunImageContent,
  tag: string,
): Promise<Descriptor> => {
  const { kind = 'docker', version, labels, config, annotations } = content
  const repository = { registry: address, name }
  const tar = Buffer.concat(
    await Array.fromAsync(tarball([{ path: 'etc/base-version', text: `${version}\n` }])),
  )
  const layers = [await baseLayer('tiny'), await userLayer()]
  const diffIds = [...layers.map(({ diffId }) => diffId), digestOf(tar)]
  const history = diffIds.map((_, nth) => ({ created: '2024-01-01T00:00:00Z', created_by: `step ${nth}` }))
  const document = {
    ...platform,
    ...content.platform,
    author: 'The lab',
    created: '2024-01-01T00:00:00Z',
    config: {
      User: '1000:1000',
      Env: content.env ?? [path],
      Labels: { 'io.buildpacks.stack.id': 'lab.stacks.bookworm', ...labels },
      ...config,
    },
    rootfs: { type: 'layers', diff_ids: diffIds },
    ...('history' in content ? { history: content.history } : { history }),
  }
  const media = types[kind]
  const layerType = (nth: number): string => media.layers[nth] ?? media.layers[0] ?? ''
  const descriptors = []
  for (const [nth, layer] of layers.entries()) {
    descriptors.push(await pushLayer(repository, layerType(nth), layer))
  }
  descriptors.push(await pushBytes(repository, layerType(layers.length), gzipSync(tar)))
  return pushManifest(repository, tag, {
    schemaVersion: 2,
    mediaType: media.manifest,
    config: await pushBytes(repository, media.config, Buffer.from(JSON.stringify(document))),
    layers: descriptors,
    ...(annotations && { annotations }),
  })
}

/** Pushes the image of a complete layout to the lab's registry with a foreign tool, which is faster. */
export const pushBuilt = async (layout: string, name: string, tag = 'latest'): Promise<string> => {
  const reference = `${address}/${name}:${tag}`
  await run(lab.tools.crane, ['push', layout, reference])
  return reference
}

/** Puts the image of a layout under a name in the lab’s registry, byte by byte. */
export const pushLayout = async (layout: string, name: string, tag = 'latest'): Promise<string> => {
  const reference = `${address}/${name}:${tag}`
  const { exitCode, log } = await runAction({
    action: 'push',
    inputs: { path: layout, digest: 'any', to: reference, summary: 'false' },
    workspace: tmpdir(),
  })
  assert.equal(exitCode, 0, log)
  return reference
}

export const rebaseRun = (
  { folder, temp }: Workspace,
  inputs: Readonly<Record<string, string>>,
  options: Partial<ActionRun> = {},
): ActionRun => ({
  action: 'rebase',
  inputs: { path: 'rebased', upload: 'false', cache: 'false', ...inputs },
  workspace: folder,
  temp,
  ...options,
})

/** A rebase that must succeed; a layout that it writes is kept in `rebased` of the workspace. */
export const rebase = async (
  workspace: Workspace,
  inputs: Readonly<Record<string, string>>,
  options?: Partial<ActionRun>,
): Promise<ActionResult> => {
  const result = await runAction(rebaseRun(workspace, inputs, options))
  assert.equal(result.exitCode, 0, `${result.log}\n${result.stderr}`)
  assert.equal(result.stderr, '')
  return result
}

/** A rebase that must fail as expected errors do. */
export const failedRebase = async (
  workspace: Workspace,
  inputs: Readonly<Record<string, string>>,
): Promise<FailedBuild> => failure(await runAction(rebaseRun(workspace, inputs)))

/** A workspace without an app, as the job of a nightly rebase has it. */
export const openNight = (t: TestContext): Promise<Workspace> => openWorkspace(t, {})

/** A copy of a folder, which the next run does not replace; gone after the test. */
export const keepCopy = async (t: TestContext, folder: string): Promise<string> => {
  const copy = await mkdtemp(join(tmpdir(), 'lab-kept-'))
  t.after(() => rm(copy, { recursive: true, force: true }))
  await cp(folder, copy, { recursive: true })
  return copy
}

/** The documents of the one image of a layout, for messages that show how two of them differ. */
export const documentsOf = async (layout: string) => {
  const [image] = parseIndex(await readFile(join(layout, 'index.json'))).manifests
  assert.ok(image)
  const manifest = await readFile(blobPath(layout, image.digest), 'utf8')
  const config = await readFile(blobPath(layout, parseManifest(Buffer.from(manifest)).config.digest), 'utf8')
  return { image, manifest, config, parsed: parseImageConfig(Buffer.from(config)) }
}

/** The documents of an image in a registry. */
export const remoteDocuments = async (reference: string) => {
  const manifest = await run(lab.tools.crane, ['manifest', reference])
  const config = await run(lab.tools.crane, ['config', reference])
  return { manifest: parseManifest(Buffer.from(manifest)), config: parseImageConfig(Buffer.from(config)) }
}
