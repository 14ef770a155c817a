import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { digestOf, digestOfHex } from '../../src/image/digest.ts'
import { mediaTypes } from '../../src/image/media-type.ts'
import { writeBlob } from '../../src/layout/blob.ts'
import { createLayout, writeIndex } from '../../src/layout/write.ts'
import { randomBytes } from '../images/random-layer.ts'
import { type Registry, startRegistry } from '../services/registry.ts'
import { openSlowProxy } from '../services/slow-proxy.ts'
import { debianCommands } from '../tools/debian.ts'
import { goTool } from '../tools/go-tools.ts'
import { step } from '../tools/progress.ts'
import { measureAction, measureCommand } from './measurement.ts'
import { benchFolder, discard } from './set-up.ts'
import { measureStart } from './starts.ts'
import { type Measurement, type Measurements, medianOf, type Note, type Row, ratio } from './table.ts'

const folder = join(benchFolder, 'pushes')
const latency = 50

const tools = ['push', 'crane', 'regctl', 'skopeo'] as const
type Tool = (typeof tools)[number]

const series = {
  start: 'push, start alone',
  slow: (tool: Tool, time: 'first' | 'second') => `${tool}, 8 layers, ${latency} ms per request, ${time}`,
  large: (tool: Tool) => `${tool}, 1 GiB over loopback`,
} as const

interface Layout {
  readonly path: string
  readonly digest: string
}

/** Writes an image with layers of pseudo-random bytes, which are the same each time. */
const writeLayout = async (name: string, sizes: readonly number[]): Promise<Layout> => {
  const path = join(folder, name)
  await createLayout(path)
  const layers: Descriptor[] = []
  for (const [nth, size] of sizes.entries()) {
    const seed = `${name} ${nth}`
    const hash = createHash('sha256')
    for (const piece of randomBytes(size, seed)) hash.update(piece)
    const digest = digestOfHex(hash.digest('hex'))
    const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size }
    await writeBlob(path, layer, randomBytes(size, seed))
    layers.push(layer)
  }
  const document = async (mediaType: string, value: unknown): Promise<Descriptor> => {
    const bytes = Buffer.from(JSON.stringify(value))
    const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length }
    await writeBlob(path, descriptor, [bytes])
    return descriptor
  }
  const config = await document(mediaTypes.config, {
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  })
  const root = { schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers }
  const manifest = await document(mediaTypes.manifest, root)
  await writeIndex(path, manifest)
  return { path, digest: manifest.digest }
}

const pushWith = async (tool: Tool, { path, digest }: Layout, address: string): Promise<Measurement> => {
  const name = `${address}/bench/app:1`
  if (tool === 'crane') return measureCommand(await goTool('crane'), ['push', path, name])
  if (tool === 'skopeo') {
    const options = ['--insecure-policy', '--dest-tls-verify=false', '--preserve-digests']
    return measureCommand('skopeo', ['copy', ...options, `oci:${path}`, `docker://${name}`])
  }
  if (tool === 'regctl') {
    const config = join(folder, 'regctl.json')
    await writeFile(config, JSON.stringify({ hosts: { [address]: { tls: 'disabled', hostname: address } } }))
    const args = ['image', 'copy', `ocidir://${path}@${digest}`, name]
    return measureCommand(await goTool('regctl'), args, { REGCTL_CONFIG: config })
  }
  const inputs = { path, digest: 'any', to: name }
  return measureAction({ action: 'push', inputs, temp: join(folder, 'temp') })
}

/** Starts an empty registry at an address that no tool has used before. */
const openRegistry = async (): Promise<Registry> => {
  const place = join(folder, 'registry')
  await discard(place)
  return startRegistry({ folder: place })
}

/** Pushes 8 small layers over a slow connection, and one large layer, with this action and with other tools. Needs no engine. */
export const measurePushes = async (runs: number, note: Note): Promise<void> => {
  await debianCommands('docker-registry', 'skopeo')
  await discard(folder)
  await mkdir(folder, { recursive: true })
  const small = await writeLayout(
    'small',
    Array.from({ length: 8 }, () => 1_000_000),
  )
  const large = await step('Layout of 1 GiB', () => writeLayout('large', [1024 ** 3]))
  for (let round = 0; round < runs; round += 1) {
    const ordered = round % 2 === 0 ? tools : tools.toReversed()
    note(series.start, measureStart('push-image'))
    for (const tool of ordered) await measureSlow(tool, small, note)
    // Each push takes seconds and varies less.
    if (round % 3 > 0) continue
    for (const tool of ordered) {
      await using registry = await openRegistry()
      note(series.large(tool), await pushWith(tool, large, registry.address))
    }
  }
  await discard(folder)
}

const measureSlow = async (tool: Tool, layout: Layout, note: Note): Promise<void> => {
  await using registry = await openRegistry()
  await using proxy = await openSlowProxy(registry.address, latency)
  for (const time of ['first', 'second'] as const) {
    const measurement = await pushWith(tool, layout, proxy.address)
    note(series.slow(tool, time), { ...measurement, ...proxy.count() })
  }
}

export const pushRows = (measurements: Measurements): readonly Row[] => {
  const median = (name: string, key: keyof Measurement) => medianOf(measurements.get(name), (run) => run[key])
  const [ours, ...others] = tools
  const fastest = (nameOf: (tool: Tool) => string): number | undefined => {
    const walls = others.map((tool) => median(nameOf(tool), 'wall')).filter((wall) => wall !== undefined)
    return walls.length === 0 ? undefined : Math.min(...walls)
  }
  const own = median(series.slow(ours, 'first'), 'wall')
  const start = median(series.start, 'wall')
  const [first, second, large] = [series.slow(ours, 'first'), series.slow(ours, 'second'), series.large(ours)]
  const title = `push of 8 layers, ${latency} ms per request`
  return [
    { title: `${title}: requests, first`, unit: '', limit: 45, goal: 33, value: median(first, 'requests') },
    { title: `${title}: requests, second`, unit: '', limit: 14, goal: 4, value: median(second, 'requests') },
    {
      title: `${title}: connections, first`,
      unit: '',
      limit: 22,
      goal: 5,
      value: median(first, 'connections'),
    },
    {
      title: `${title}: first, without Node’s start, against the fastest of crane, regctl and skopeo`,
      ...{ unit: ' ×', limit: 2.5, goal: 1 },
      value: ratio(
        own === undefined || start === undefined ? undefined : own - start,
        fastest((tool) => series.slow(tool, 'first')),
      ),
    },
    { title: `${title}: second`, unit: ' s', limit: 1.5, goal: 0.35, value: median(second, 'wall') },
    {
      ...{ title: 'push of 1 GiB against the fastest of the others', unit: ' ×', limit: 2.5, goal: 1 },
      value: ratio(median(large, 'wall'), fastest(series.large)),
    },
    {
      title: 'peak memory, push',
      unit: ' MB',
      limit: 150,
      goal: 150,
      value: ratio(median(large, 'peak'), 1e6),
    },
  ]
}
