import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import * as v from 'valibot'
import { isPartial, isStaging } from '../../src/files/staging.ts'
import { messageOf } from '../../src/message/failure.ts'
import { type ActionResult, isCacheClientFolder } from '../driving/runner.ts'
import { checkLayout } from '../images/layout-check.ts'
import type { ResultsService } from '../services/results.ts'
import { run } from '../tools/command.ts'
import { exists } from '../tools/folder.ts'
import { sha256Of, wrongInArchive } from './archive.ts'
import type { Evidence, Place } from './judge.ts'
import { earlierDigest, earlierIndex, type Scene } from './scene.ts'

/** Inspects everything that a step may leave. */
export const gatherEvidence = async (scene: Scene, result: ActionResult): Promise<Evidence> => ({
  result,
  places:
    scene.run.action === 'push'
      ? [await tagPlace(scene, 'kept', 'earlier'), await tagPlace(scene, 'new', 'nothing')]
      : [await layoutPlace(scene.target)],
  leftovers: [...(await containersOf(scene.lane.builder)), ...(await filesLeft(scene))],
  damaged: [...(await damagedBlobs(scene)), ...(await damagedArchives(scene.results))],
})

/** Lists the containers of a builder, whether they run or not. */
const containersOf = async (builder: string): Promise<readonly string[]> => {
  const filter = ['--filter', `ancestor=${builder}`, '--format', '{{.Names}}']
  const names = await run('docker', ['ps', '--all', ...filter])
  return names.split('\n').flatMap((name) => (name === '' ? [] : [`the container ${name}`]))
}

/** Lists files in the step's directories that no step may leave. */
export const filesLeft = async ({
  folder,
  workspace,
  temp,
  systemTemp,
  target,
}: Pick<Scene, 'folder' | 'workspace' | 'temp' | 'systemTemp' | 'target'>): Promise<readonly string[]> => {
  const all = await readdir(folder, { recursive: true })
  const stores = ['layout-repo', 'build-cache', 'buildpacks-provenance'].map((name) => join(temp, name))
  const kept = new Set([...stores, target, join(workspace, 'app')])
  const inside = async (parent: string): Promise<readonly string[]> =>
    (await readdir(parent)).map((name) => join(parent, name)).filter((path) => !kept.has(path))
  const outs = (await inside(workspace)).filter((path) => !target.startsWith(`${path}/`))
  const inTemp = (await inside(temp)).filter((path) => !isCacheClientFolder(basename(path)))
  const strays = [...inTemp, ...(await inside(systemTemp)), ...outs]
  const unfinished = all
    .map((path) => join(folder, path))
    .filter((path) => isStaging(basename(path)) || isPartial(basename(path)))
  return [...new Set([...strays, ...unfinished])].map((path) => relative(folder, path))
}

export const layoutPlace = async (target: string): Promise<Place> => {
  const place = { name: basename(target), kind: 'layout', before: 'earlier' } as const
  if (!(await exists(target))) return { ...place, found: 'nothing' }
  const index = await readFile(join(target, 'index.json'), 'utf8').catch(() => '')
  if (index === earlierIndex) return { ...place, found: 'earlier' }
  try {
    return { ...place, found: { digest: (await checkLayout(target)).image.digest, faults: [] } }
  } catch (error) {
    const [digest = 'of no digest'] = /sha256:[0-9a-f]+/.exec(index) ?? []
    return { ...place, found: { digest, faults: [messageOf(error)] } }
  }
}

const ManifestSchema = v.object({
  config: v.object({ digest: v.string() }),
  layers: v.array(v.object({ digest: v.string() })),
})

/** Reads the image under a tag directly from the registry, without the proxy, and fetches and hashes every blob. */
const tagPlace = async (
  { lane, repository }: Scene,
  tag: string,
  before: Place['before'],
): Promise<Place> => {
  const place = { name: `the tag ${tag}`, kind: 'tag', before } as const
  const [, path = ''] = /^[^/]+\/(.+)$/.exec(repository) ?? []
  const base = `http://${lane.upstream}/v2/${path}`
  const accept =
    'application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json'
  const answer = await fetch(`${base}/manifests/${tag}`, { headers: { accept } })
  if (answer.status === 404) return { ...place, found: 'nothing' }
  const bytes = Buffer.from(await answer.arrayBuffer())
  const digest = `sha256:${await sha256Of(
    (async function* () {
      yield bytes
    })(),
  )}`
  if (digest === earlierDigest) return { ...place, found: 'earlier' }
  const { config, layers } = v.parse(ManifestSchema, JSON.parse(bytes.toString()))
  const faults: string[] = []
  for (const blob of [config, ...layers]) {
    const { ok, body } = await fetch(`${base}/blobs/${blob.digest}`)
    if (!ok || body === null) faults.push(`${blob.digest} is missing`)
    else if (`sha256:${await sha256Of(body)}` !== blob.digest) faults.push(`${blob.digest} has other bytes`)
  }
  return { ...place, found: { digest, faults } }
}

/** Lists blobs on disk whose content does not match their digest. */
const damagedBlobs = async ({ folder }: Scene): Promise<readonly string[]> => {
  const damaged: string[] = []
  for (const path of await readdir(folder, { recursive: true })) {
    const [, hex] = /\/blobs\/sha256\/([0-9a-f]{64})$/.exec(path) ?? []
    if (hex === undefined || (await sha256Of(createReadStream(join(folder, path)))) === hex) continue
    damaged.push(path)
  }
  return damaged
}

/** Lists artifacts and cache entries that can be fetched and are incomplete or damaged. */
const damagedArchives = async (results: ResultsService): Promise<readonly string[]> => {
  const named = [
    ...results.artifacts().map(({ name, ...stored }) => ({ ...stored, name: `the artifact ${name}` })),
    ...results.cacheEntries().map(({ key, ...stored }) => ({ ...stored, name: `the cache entry ${key}` })),
  ]
  const damaged: string[] = []
  for (const { name, blob, complete } of named) {
    if (!complete) continue
    for (const wrong of await wrongInArchive(results.read(blob))) damaged.push(`${name}: ${wrong}`)
  }
  return damaged
}
