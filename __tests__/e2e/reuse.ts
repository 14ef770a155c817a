import assert from 'node:assert/strict'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { TestContext } from 'node:test'
import { type BuilderOptions, makeBuilder } from '../../lab/images/builder.ts'
import { root } from '../../lab/tools/folder.ts'
import { findBuilder } from '../../src/cnb/builder/find-builder.ts'
import { buildImage } from '../../src/cnb/creator/build.ts'
import { creatorCommand } from '../../src/cnb/creator/creator.ts'
import type { Output } from '../../src/cnb/creator/output.ts'
import { fillSandbox } from '../../src/cnb/input/input.ts'
import { sbomLayerOf } from '../../src/cnb/labels.ts'
import { fileFilter } from '../../src/cnb/project/file-filter.ts'
import { readCache, receiveCachedLayer } from '../../src/cnb/reuse/cache-output.ts'
import {
  type CachedLayer,
  noPreviousBuild,
  type PreviousBuild,
  type PreviousImage,
  type ReuseOffer,
} from '../../src/cnb/reuse/reuse.ts'
import { dockerClient } from '../../src/docker/command.ts'
import type { Digest } from '../../src/image/digest.ts'
import { parseReference } from '../../src/image/reference.ts'
import { blobPath } from '../../src/layout/blob.ts'
import { createRegistry } from '../../src/registry/registry.ts'
import { dockerSandbox } from '../../src/sandbox/docker-sandbox.ts'
import { RunImageStore } from '../../src/store/run-images.ts'
import { temporaryFolder } from '../image/image.ts'
import { lab } from './build.ts'

/** A builder whose buildpack keeps layers from build to build. */
export const dependencyBuilder = (
  variant: string,
  overrides: Partial<BuilderOptions> = {},
): Promise<string> =>
  makeBuilder({
    name: `lab/builder-e2e-dependencies:${variant}`,
    base: 'tiny',
    lifecycle: 'newest',
    runImage: lab.runImages.tiny.docker,
    buildpacks: [join(root, 'lab', 'buildpacks', 'dependencies')],
    env: { LAB_VARIANT: variant },
    ...overrides,
  })

/** A script for `scriptBuilder` that creates a cached layer named `layer`, unless the layer was restored. */
export const layerScript = (create: string): string => `cd "$CNB_LAYERS_DIR"
if test -e layer; then
  echo "the layer was restored"
else
  ${create}
fi
printf '[types]\\nlaunch = true\\ncache = true\\n' > layer.toml
`

/** The app of the dependency builder's buildpack. */
export const dependentApp = { 'dependencies.txt': '1.0\n', 'assets/page': 'hello\n', 'main.txt': 'first\n' }

/** What a build left, all of it on disk. */
export interface Kept {
  readonly layout: string
  readonly output: Output
  readonly metadata: string
  readonly tars: ReadonlyMap<Digest, string>
}

export interface Built extends Kept {
  readonly digest: Digest
  readonly log: string
  readonly given: Omit<ReuseOffer, 'dropped' | 'unusableLayers'>
  readonly dropped: readonly string[]
  /** Of the layout that came out. */
  readonly bytesOut: number
}

export interface SandboxBuild {
  readonly builder: string
  readonly app?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly runImage?: string
  readonly reuse?: PreviousBuild | undefined
  readonly reusable?: ReadonlySet<Digest>
}

/** Builds in a sandbox with nothing but what knows buildpacks, and keeps all that comes out. */
export const buildInSandbox = async (
  t: TestContext,
  {
    builder: name,
    app = dependentApp,
    env = {},
    runImage = lab.runImages.tiny.docker,
    ...reusing
  }: SandboxBuild,
): Promise<Built> => {
  const folder = await temporaryFolder(t)
  const path = join(folder, 'app')
  for (const [file, text] of Object.entries(app)) {
    await mkdir(dirname(join(path, file)), { recursive: true })
    await writeFile(join(path, file), text)
  }
  const { signal } = new AbortController()
  const docker = dockerClient(process.env)
  const registry = createRegistry({
    credentials: { of: async () => undefined },
    proxy: {},
    warn: () => {},
    signal,
  })
  const { builder } = await findBuilder(
    { docker, registry, info: () => {}, debug: () => {} },
    { reference: parseReference(name), pullPolicy: 'never' },
  )
  const runImages = new RunImageStore({
    root: join(folder, 'layout-repo'),
    registry,
    cache: undefined,
    info: () => {},
    warn: () => {},
  })
  const found = await runImages.open(await runImages.resolve(parseReference(runImage), builder.platform), {
    layers: false,
  })
  const image = { name: 'app', tag: 'latest' }
  const command = creatorCommand({
    platformApi: builder.platformApi,
    runImage: { name: runImage },
    image,
    mayReuse: true,
  })
  const sandbox = await dockerSandbox(docker, builder, { note: () => {}, info: () => {} })(command, signal)
  try {
    const log = { info: () => {}, warning: () => {} }
    const { reuse = noPreviousBuild, reusable = new Set() } = reusing
    const {
      dropped: parts,
      unusableLayers: _,
      ...given
    } = await fillSandbox(
      sandbox,
      {
        app: { path, exclude: [], filter: fileFilter({ exclude: [] }), log },
        environment: env,
        openRunImage: async () => found.image,
        openPreviousBuild: async () => reuse,
      },
      builder,
    )
    const dropped = parts.map(({ what, reason }) => `${what}: ${reason}`)
    let text = ''
    const layout = join(folder, 'layout')
    const output = await buildImage(
      sandbox,
      { image, runImage: found.image, staging: layout, reusable },
      {
        phase: () => {},
        write: (more) => {
          text += more
        },
        warning: (message) => assert.fail(message),
      },
    )
    let bytesOut = 0
    for (const digest of output.verified) bytesOut += (await stat(blobPath(layout, digest))).size
    const { metadata, folders } = await readCache(sandbox)
    const diffIds = new Set(folders.keys())
    const tars = new Map<Digest, string>()
    for (const diffId of diffIds) {
      const file = join(folder, `${diffId}.tar`)
      await receiveCachedLayer(sandbox, diffId, folders.get(diffId), (_size, bytes) =>
        pipeline(bytes, createWriteStream(file)),
      )
      tars.set(diffId, file)
    }
    const { digest } = output.image.descriptor
    return { digest, layout, output, metadata: metadata(diffIds), tars, log: text, given, dropped, bytesOut }
  } finally {
    await sandbox.dispose()
  }
}

/** What a build left, as the next one is given it; parts of it may be replaced. */
export const reuseOf = async (
  kept: Kept,
  changes: Partial<PreviousBuild & PreviousImage> = {},
): Promise<PreviousBuild> => {
  const sbom = sbomLayerOf(kept.output.image)
  const previous: PreviousImage = {
    ...kept.output.image,
    sbom: sbom === undefined ? undefined : await readFile(blobPath(kept.layout, sbom.digest)),
    missing: new Set(),
    ...changes,
  }
  const cachedLayers = await Promise.all([...kept.tars].map(([diffId, file]) => cachedLayer(diffId, file)))
  return { cacheMetadata: kept.metadata, cachedLayers, image: previous, ...changes }
}

export const cachedLayer = async (diffId: Digest, file: string): Promise<CachedLayer> => ({
  diffId,
  size: (await stat(file)).size,
  open: () => createReadStream(file),
})

/** All blobs of an image that are its own. */
export const ownBlobs = ({ output }: Kept): ReadonlySet<Digest> =>
  new Set([...output.verified, ...output.reused.map(({ digest }) => digest)])
