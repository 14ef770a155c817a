import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { annotationKeys } from '../../src/image/annotations.ts'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { digestOf, digestOfHex } from '../../src/image/digest.ts'
import { mediaTypes } from '../../src/image/media-type.ts'
import { writeBlob } from '../../src/layout/blob.ts'
import { createLayout, writeIndex } from '../../src/layout/write.ts'
import { Failure } from '../../src/message/failure.ts'
import { type Registry, startRegistry } from '../services/registry.ts'
import { debianCommands } from '../tools/debian.ts'
import { exists, labFolder } from '../tools/folder.ts'
import { goTool } from '../tools/go-tools.ts'
import { step } from '../tools/progress.ts'
import { type Measurement, measureAction, type Note, peakMemory } from './measurement.ts'
import { dividedBy, type Figure, formatGoals, formatTable, type Measurements, medianOf } from './table.ts'

const folder = join(labFolder, 'bench', 'pushes')
const sizes = { '100 MB': 100e6, '1 GiB': 1024 ** 3 } as const
type PushSize = keyof typeof sizes

/** The only layer of what is pushed. */
export const pushSizes: readonly PushSize[] = ['100 MB', '1 GiB']
const tools = ['push', 'skopeo', 'crane'] as const
type Tool = (typeof tools)[number]

const rowOf = (tool: Tool, size: string, time: 'first' | 'second'): string => `${tool}, ${size}, ${time}`
const thinRow = 'push, thin, base on the registry'
const thinSizes = { base: 100e6, own: 5e6 } as const

/** Pseudo-random bytes, the same for the same seed. */
function* bytesOf(size: number, seed: string): Generator<Buffer> {
  const piece = createHash('shake256', { outputLength: 1024 * 1024 })
    .update(seed)
    .digest()
  for (let left = size, nth = 0; left > 0; left -= piece.length, nth += 1) {
    piece.writeUInt32BE(nth)
    yield piece.subarray(0, Math.min(piece.length, left))
  }
}

/** A layer that is written where it is not to be missing. */
interface Part {
  readonly seed: string
  readonly size: number
  readonly present: boolean
}

const writeLayer = async (layout: string, { seed, size, present }: Part): Promise<Descriptor> => {
  const hash = createHash('sha256')
  for (const piece of bytesOf(size, seed)) hash.update(piece)
  const descriptor = {
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    digest: digestOfHex(hash.digest('hex')),
    size,
  }
  if (present) await writeBlob(layout, descriptor, bytesOf(size, seed))
  return descriptor
}

const writeLayout = async (name: string, parts: readonly Part[], base?: string): Promise<string> => {
  const layout = join(folder, name)
  await rm(layout, { recursive: true, force: true })
  await createLayout(layout)
  const layers: Descriptor[] = []
  for (const part of parts) layers.push(await writeLayer(layout, part))
  const document = async (mediaType: string, value: unknown): Promise<Descriptor> => {
    const bytes = Buffer.from(JSON.stringify(value))
    const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length }
    await writeBlob(layout, descriptor, [bytes])
    return descriptor
  }
  const diffIds = layers.map(({ digest }) => digest)
  const config = await document(mediaTypes.config, {
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: diffIds },
  })
  const manifest = await document(mediaTypes.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config,
    layers,
  })
  const annotations = base === undefined ? undefined : { [annotationKeys.baseName]: base }
  await writeIndex(layout, { ...manifest, ...(annotations && { annotations }) })
  return layout
}

const measureCommand = async (command: string, args: readonly string[]): Promise<Measurement> => {
  const began = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const [[code], peak] = await Promise.all([once(child, 'close'), peakMemory(child.pid ?? 0)])
  if (code !== 0) throw new Failure(`${command} failed in the bench.`, { detail: [said] })
  return { wall: (performance.now() - began) / 1000, peak, parts: {} }
}

const pushBy = async (tool: Tool, layout: string, name: string, registry: Registry): Promise<Measurement> => {
  if (tool === 'crane') return measureCommand(await goTool('crane'), ['push', layout, name])
  if (tool === 'skopeo') {
    const options = ['--insecure-policy', '--dest-tls-verify=false', '--preserve-digests']
    return measureCommand('skopeo', ['copy', ...options, `oci:${layout}`, `docker://${name}`])
  }
  const inputs = { path: layout, digest: 'any', to: name }
  return measureAction({ action: 'push', inputs, temp: join(folder, 'temp') }, { registry })
}

/** A registry that has nothing, and that no tool has heard of. */
const openRegistry = async (): Promise<Registry> => {
  const place = join(folder, 'registry')
  await rm(place, { recursive: true, force: true })
  return startRegistry({ folder: place })
}

/** Pushes layouts to registries on loopback, as others do. */
export const measurePushes = async (
  runs: number,
  note: Note,
  chosen: readonly PushSize[] = pushSizes,
): Promise<void> => {
  await mkdir(folder, { recursive: true })
  await debianCommands('docker-registry', 'skopeo')
  for (const title of chosen) {
    const size = sizes[title]
    const layout = await step(`Layout with a layer of ${title}`, () =>
      writeLayout('layout', [{ seed: title, size, present: true }]),
    )
    for (let round = 0; round < runs; round += 1) {
      for (const tool of round % 2 === 0 ? tools : tools.toReversed()) {
        await using registry = await openRegistry()
        for (const time of ['first', 'second'] as const) {
          const name = `${registry.address}/bench/app:1`
          note(rowOf(tool, title, time), await pushBy(tool, layout, name, registry))
        }
      }
    }
  }
  await measureThinPush(note)
  if (await exists(folder)) await rm(folder, { recursive: true })
}

const measureThinPush = async (note: Note): Promise<void> => {
  await using registry = await openRegistry()
  await using way = await countedWay(registry.address)
  const base = { seed: 'base', size: thinSizes.base }
  const own = { seed: 'own', size: thinSizes.own, present: true }
  const full = await writeLayout('base', [{ ...base, present: true }])
  await pushBy('push', full, `${registry.address}/bench/base:1`, registry)
  const thin = await writeLayout('thin', [{ ...base, present: false }, own], `${way.address}/bench/base:1`)
  const measurement = await pushBy('push', thin, `${way.address}/bench/app:1`, registry)
  note(thinRow, { ...measurement, toRegistry: way.bytes() })
}

/** A way to a server of this machine, and the bytes that went there. */
const countedWay = async (address: string) => {
  const [host = '', port = ''] = address.split(':')
  const sockets = new Set<Socket>()
  let bytes = 0
  const server = createServer((client) => {
    const target = connect(Number(port), host)
    for (const socket of [client, target]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    client.on('data', (chunk) => {
      bytes += chunk.length
    })
    client.pipe(target).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${own}`,
    bytes: () => bytes,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

/** What the push is to reach, of the sizes that were measured. */
export const pushFigures = (measurements: Measurements): readonly Figure[] => {
  const wall = (tool: Tool, size: string, time: 'first' | 'second'): number | undefined =>
    medianOf(measurements.get(rowOf(tool, size, time)), (measurement) => measurement.wall)
  const against = (size: string, time: 'first' | 'second'): number | undefined => {
    const [ours, ...others] = tools.map((tool) => wall(tool, size, time))
    return dividedBy(ours, Math.min(...others.filter((other) => other !== undefined)))
  }
  const peaks = [...measurements]
    .filter(([row]) => row.startsWith('push'))
    .flatMap(([, runs]) => medianOf(runs, ({ peak }) => peak) ?? [])
  const uploaded = medianOf(measurements.get(thinRow), ({ toRegistry }) => toRegistry)
  const title = 'against the faster of skopeo and crane'
  return [
    ...pushSizes.flatMap((size) => [
      { title: `first push of ${size}, ${title}`, value: against(size, 'first'), goal: 1, unit: ' ×' },
      { title: `second push of ${size}, ${title}`, value: against(size, 'second'), goal: 0.5, unit: ' ×' },
    ]),
    {
      title: 'bytes sent for a thin layout whose base is on the registry, against its own',
      value: dividedBy(uploaded, thinSizes.own),
      goal: 1.05,
      unit: ' ×',
    },
    { title: 'peak memory of a push', value: Math.max(...peaks) / 1e6, goal: 150, unit: ' MB' },
  ]
}

/** What was measured of the push, in Markdown. */
export const formatPushes = (measurements: Measurements): string =>
  [formatTable(measurements), '', formatGoals(pushFigures(measurements))].join('\n')
