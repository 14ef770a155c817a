import { copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf } from '../../src/image/digest.ts'
import { mediaTypes } from '../../src/image/media-type.ts'
import type { ActionName } from '../driving/actions.ts'
import type { ActionRun } from '../driving/runner.ts'
import { pushBytes, pushManifest } from '../images/push.ts'
import { type ResultsService, startResultsService } from '../services/results.ts'
import { run } from '../tools/command.ts'
import { root } from '../tools/folder.ts'
import { type EngineProxy, openEngineProxy } from './engine-proxy.ts'
import type { Lane } from './lane.ts'
import type { RegistryProxy } from './registry-proxy.ts'

/** The directories and services of one trial, removed after it. */
export interface Scene extends AsyncDisposable {
  readonly lane: Lane
  /** Contains all directories of the scene. */
  readonly folder: string
  /** GITHUB_WORKSPACE; the app is in `app`. */
  readonly workspace: string
  /** RUNNER_TEMP. */
  readonly temp: string
  /** TMPDIR. */
  readonly systemTemp: string
  /** The stores, in `temp`. They exist only after `warm`. */
  readonly layoutRepo: string
  readonly buildCache: string
  /** The path of the action's layout, where an earlier layout exists. A push has none. */
  readonly target: string
  /** The repository that a push pushes to: `127.0.0.1:PORT/faults/17`. Its tag `kept` names an earlier image. */
  readonly repository: string
  /** The proxy between the action and the registry. */
  readonly registry: RegistryProxy
  /** The proxy between the action and the engine, used as DOCKER_HOST. */
  readonly engine: EngineProxy
  /** GitHub's services for this trial only; `misbehave` sets a fault. */
  readonly results: ResultsService
  /** The run of the action, without a fault. */
  readonly run: ActionRun
  /** Fills the stores as previous runs do, so that the run has something to reuse. */
  readonly warm: () => Promise<void>
  /** Creates another scene with its own workspace, target and temporary directory, but the same stores and services. */
  readonly neighbour: () => Promise<Scene>
}

export interface SceneOptions {
  readonly action: ActionName
  /** Whether the cache has entries of previous runs. */
  readonly cached: boolean
}

type Shared = Pick<Scene, 'engine' | 'results' | 'layoutRepo' | 'buildCache'>

let scenes = 0

/** Opens a scene in a lane, with new directories, its own proxy to the engine and its own services of GitHub. */
export const openScene = async (lane: Lane, options: SceneOptions): Promise<Scene> => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-scene-'))
  const kept = join(folder, 'results')
  // Uploaded files never change; files are only added or removed.
  await run('cp', ['--archive', '--link', options.cached ? lane.warm : lane.cold, kept])
  const results = await startResultsService({ folder: kept, ignoreVersions: true })
  const engine = await openEngineProxy(lane.dockerHost)
  const job = join(folder, 'job')
  const stores = {
    layoutRepo: join(job, 'temp', 'layout-repo'),
    buildCache: join(job, 'temp', 'build-cache'),
  }
  return arrange(lane, options, job, { engine, results, ...stores }, async () => {
    lane.registry.calm()
    await engine[Symbol.asyncDispose]()
    await results.close()
    await rm(folder, { recursive: true, force: true })
  })
}

const arrange = async (
  lane: Lane,
  options: SceneOptions,
  folder: string,
  shared: Shared,
  dispose: () => Promise<void>,
): Promise<Scene> => {
  const { action } = options
  scenes += 1
  const name = `faults/trial-${lane.number}-${process.pid}-${scenes}`
  const places = {
    workspace: join(folder, 'workspace'),
    temp: join(folder, 'temp'),
    systemTemp: join(folder, 'tmp'),
    target: join(folder, 'workspace', 'out', 'my-app'),
    repository: `${lane.registry.elsewhere}/${name}`,
  }
  await mkdir(join(places.workspace, 'app'), { recursive: true })
  for (const path of [places.temp, places.systemTemp]) await mkdir(path)
  await copyFile(join(root, 'examples', 'hello', 'hello.sh'), join(places.workspace, 'app', 'hello.sh'))
  if (action === 'push') await pushEarlier(lane.upstream, name, 'kept')
  else await writeEarlier(places.target)
  const { engine, results, layoutRepo, buildCache } = shared
  const neighbours: Scene[] = []
  return {
    ...{ lane, folder, ...places, registry: lane.registry, engine, results, layoutRepo, buildCache },
    run: {
      action,
      inputs: inputsOf(action, lane, { ...places, layoutRepo }),
      workspace: places.workspace,
      temp: places.temp,
      env: { ...results.env, DOCKER_HOST: engine.host, TMPDIR: places.systemTemp },
    },
    warm: async () => {
      for (const store of [layoutRepo, buildCache]) {
        const made = join(lane.stores, store === layoutRepo ? 'layout-repo' : 'build-cache')
        await cp(made, store, { recursive: true })
      }
    },
    neighbour: async () => {
      const beside = `${folder}-${neighbours.length + 1}`
      const neighbour = await arrange(lane, options, beside, shared, async () => {})
      neighbours.push(neighbour)
      return neighbour
    },
    [Symbol.asyncDispose]: dispose,
  }
}

const inputsOf = (
  action: ActionName,
  { builder, app, expected }: Lane,
  { target, repository, layoutRepo }: Pick<Scene, 'target' | 'repository' | 'layoutRepo'>,
): Readonly<Record<string, string>> =>
  ({
    build: { 'image-path': target, builder, path: 'app', 'layout-repo': layoutRepo, cache: 'true' },
    download: {
      'artifact-name': 'sparse',
      digest: expected.download,
      path: target,
      'layout-repo': layoutRepo,
    },
    push: {
      'artifact-name': 'sparse',
      digest: expected.push,
      to: `${repository}:kept\n${repository}:new`,
    },
    rebase: { image: app, path: target, complete: 'true', 'layout-repo': layoutRepo },
  })[action]

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
