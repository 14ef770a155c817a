import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Failure } from '../../src/message/failure.ts'
import { run } from '../tools/command.ts'
import { labFolder, root } from '../tools/folder.ts'
import { type Lifecycle, lifecycle, lifecycleVersion } from '../tools/go-tools.ts'
import { step } from '../tools/progress.ts'
import { type Base, baseLayer, userEntries } from './base-image.ts'
import { makeImage } from './engine-image.ts'
import { type Layer, makeLayer } from './layer.ts'
import { type Entry, entriesOf, tarball } from './tarball.ts'

export interface BuilderOptions {
  /** The builder's name in the engine: `lab/builder:newest`. */
  readonly name: string
  readonly base: Base
  readonly lifecycle: Lifecycle
  /** The run image's reference. */
  readonly runImage: string
  /** The CNB user. Default: 1000:1000. */
  readonly uid?: number
  readonly gid?: number
  /** Directories with a buildpack.toml, in the order of the group. Default: the lab's `hello`. */
  readonly buildpacks?: readonly string[]
  /** Changes the builder's metadata, for invalid builders. `undefined` omits the label. */
  readonly metadata?: (metadata: BuilderMetadata) => unknown
  /** Additional variables of the image's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Debian packages to install. The base must be `debian`. */
  readonly packages?: readonly string[]
  /** Additional files and directories, and replacements of the builder's own. */
  readonly files?: readonly Entry[]
}

/** The buildpack that builds examples/hello. */
const helloBuildpack = join(root, 'lab', 'buildpacks', 'hello')

/** Creates a builder image in the engine as `pack builder create` does, unless it exists. Returns its name. */
export const makeBuilder = async (options: BuilderOptions): Promise<string> => {
  const { uid = 1000, gid = 1000, files = [] } = options
  const buildpacks = await Promise.all((options.buildpacks ?? [helloBuildpack]).map(readBuildpack))
  const metadata = builderMetadata({ lifecycle: options.lifecycle, runImage: options.runImage, buildpacks })
  const label = options.metadata === undefined ? metadata : options.metadata(metadata)
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    CNB_USER_ID: String(uid),
    CNB_GROUP_ID: String(gid),
    CNB_STACK_ID: 'lab.stacks.bookworm',
    ...options.env,
  }
  const entries: readonly Entry[] = [
    ...userEntries(uid, gid),
    { path: 'layers', folder: true, uid, gid },
    { path: 'workspace', folder: true, uid, gid },
    { path: 'cnb/buildpacks', folder: true },
    ...(await Promise.all(buildpacks.map(buildpackEntries))).flat(),
    { path: 'cnb/order.toml', text: orderOf(buildpacks) },
    { path: 'cnb/run.toml', text: `[[images]]\n  image = ${JSON.stringify(options.runImage)}\n` },
  ]
  const replaced = new Set(files.map(({ path }) => path))
  return makeImage({
    name: options.name,
    layers: await Promise.all([
      baseWith(options.base, options.packages ?? []),
      lifecycleLayer(options.lifecycle),
    ]),
    entries: [...entries.filter(({ path }) => !replaced.has(path)), ...files],
    config: {
      User: `${uid}:${gid}`,
      Env: Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])),
      Cmd: ['/bin/sh'],
      WorkingDir: '/layers',
    },
    labels: {
      ...(label !== undefined && {
        'io.buildpacks.builder.metadata': typeof label === 'string' ? label : JSON.stringify(label),
      }),
      'io.buildpacks.buildpack.order': JSON.stringify(orderLabel(buildpacks)),
      'io.buildpacks.stack.id': 'lab.stacks.bookworm',
    },
  })
}

const phases = ['analyzer', 'builder', 'creator', 'detector', 'exporter', 'restorer']

/** The layer with a lifecycle. All builders share it. */
const lifecycleLayer = async (which: Lifecycle): Promise<Layer> => {
  const folder = await lifecycle(which)
  return makeLayer(join(labFolder, 'layers', basename(folder)), async () =>
    tarball([
      { path: 'cnb', folder: true },
      ...(await entriesOf(folder, 'cnb/lifecycle')),
      ...phases.map((phase) => ({ path: `cnb/lifecycle/${phase}`, link: 'lifecycle' })),
    ]),
  )
}

/** A base with additional Debian packages, as a layer. */
const baseWith = async (base: Base, packages: readonly string[]): Promise<Layer> => {
  if (packages.length === 0) return baseLayer(base)
  const name = [base, ...packages].join('-')
  return makeLayer(join(labFolder, 'layers', name), () =>
    step(`Debian packages in ${name}`, async () => {
      const from = `lab/${base}:base`
      await makeImage({ name: from, layers: [await baseLayer(base)], entries: [], config: {}, labels: {} })
      const install = [
        // The base has no logs, and apt does not create their directory.
        'mkdir -p /var/log/apt && apt-get update',
        `apt-get install --yes --no-install-recommends ${packages.join(' ')} && apt-get clean`,
      ].join(' && ')
      const settings = ['--network', 'host', '--env', 'DEBIAN_FRONTEND=noninteractive']
      const container = (await run('docker', ['create', ...settings, from, 'sh', '-c', install])).trim()
      const remove = () => run('docker', ['rm', '--force', container])
      await run('docker', ['start', '--attach', container]).catch(async (error: unknown) => {
        await remove()
        throw error
      })
      const exporting = spawn('docker', ['export', container], { stdio: ['ignore', 'pipe', 'inherit'] })
      exporting.on('close', remove)
      return exporting.stdout
    }),
  )
}

interface Buildpack {
  readonly folder: string
  readonly id: string
  readonly version: string
}

const readBuildpack = async (folder: string): Promise<Buildpack> => {
  const text = await readFile(join(folder, 'buildpack.toml'), 'utf8')
  const [, id] = /^\s*id = "(.+)"$/m.exec(text) ?? []
  const [, version] = /^\s*version = "(.+)"$/m.exec(text) ?? []
  if (id === undefined || version === undefined)
    throw new Failure(`${folder}/buildpack.toml has no id or no version.`)
  return { folder, id, version }
}

const buildpackEntries = ({ folder, id, version }: Buildpack) =>
  entriesOf(folder, `cnb/buildpacks/${id.replaceAll('/', '_')}/${version}`)

const orderLabel = (buildpacks: readonly Buildpack[]) => [
  { group: buildpacks.map(({ id, version }) => ({ id, version })) },
]

const orderOf = (buildpacks: readonly Buildpack[]): string =>
  [
    '[[order]]',
    ...buildpacks.map(({ id, version }) => `[[order.group]]\nid = "${id}"\nversion = "${version}"`),
  ]
    .join('\n')
    .concat('\n')

// From the sources of these versions; 0.21.0 and 0.21.17 list the same.
const apis = {
  newest: {
    buildpack: { deprecated: [], supported: ['0.7', '0.8', '0.9', '0.10', '0.11', '0.12'] },
    platform: {
      deprecated: [],
      supported: ['0.7', '0.8', '0.9', '0.10', '0.11', '0.12', '0.13', '0.14', '0.15'],
    },
  },
  oldest: {
    buildpack: {
      deprecated: ['0.2', '0.3', '0.4', '0.5', '0.6'],
      supported: ['0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9', '0.10'],
    },
    platform: {
      deprecated: ['0.3', '0.4', '0.5', '0.6'],
      supported: ['0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9', '0.10', '0.11', '0.12'],
    },
  },
}

export type BuilderMetadata = ReturnType<typeof builderMetadata>

/** The content of a builder's label `io.buildpacks.builder.metadata`, as pack writes it. */
export const builderMetadata = (builder: {
  readonly lifecycle: Lifecycle
  readonly runImage: string
  readonly buildpacks: readonly { readonly id: string; readonly version: string }[]
}) => {
  const runImage: { image: string; mirrors: readonly string[] | null } = {
    image: builder.runImage,
    mirrors: null,
  }
  return {
    description: "The lab's builder",
    buildpacks: builder.buildpacks.map(({ id, version }) => ({ id, version })),
    extensions: null,
    stack: { runImage },
    lifecycle: {
      version: lifecycleVersion[builder.lifecycle],
      api: { buildpack: '0.7', platform: '0.7' },
      apis: apis[builder.lifecycle],
    },
    createdBy: { name: 'buildpacks-oci-layout lab', version: '1' },
    images: [runImage],
  }
}
