import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeRandomLayout } from '../images/random-layer.ts'
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

const writeLayout = async (name: string, sizes: readonly number[]): Promise<Layout> => {
  const path = join(folder, name)
  return { path, digest: await writeRandomLayout(path, name, sizes) }
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
  await using proxy = await openSlowProxy(registry.address, { latency })
  for (const time of ['first', 'second'] as const) {
    const measurement = await pushWith(tool, layout, proxy.address)
    note(series.slow(tool, time), { ...measurement, ...proxy.count() })
  }
}

export const pushRows = (measurements: Measurements): readonly Row[] => {
  const median = (name: string, key: Exclude<keyof Measurement, 'tasks'>) =>
    medianOf(measurements.get(name), (run) => run[key])
  const [ours, ...others] = tools
  const fastest = (nameOf: (tool: Tool) => string): number | undefined => {
    const walls = others.map((tool) => median(nameOf(tool), 'wall')).filter((wall) => wall !== undefined)
    return walls.length === 0 ? undefined : Math.min(...walls)
  }
  const [first, second, large] = [series.slow(ours, 'first'), series.slow(ours, 'second'), series.large(ours)]
  const own = median(first, 'wall')
  const start = median(series.start, 'wall')
  const withoutStart = own === undefined || start === undefined ? undefined : own - start
  const title = `push of 8 layers, ${latency} ms per request`
  return [
    { title: `${title}: requests, first`, unit: '', goal: 33, limit: 36, value: median(first, 'requests') },
    { title: `${title}: requests, second`, unit: '', goal: 4, limit: 4, value: median(second, 'requests') },
    {
      ...{ title: `${title}: connections, first`, unit: '', goal: 5, limit: 6 },
      value: median(first, 'connections'),
    },
    {
      title: `${title}: first, without Node’s start, against the fastest of crane, regctl and skopeo`,
      ...{ unit: ' ×', goal: 1, limit: 2 },
      value: ratio(
        withoutStart,
        fastest((tool) => series.slow(tool, 'first')),
      ),
    },
    { title: `${title}: second`, unit: ' s', goal: 0.35, limit: 1, value: median(second, 'wall') },
    {
      ...{ title: 'push of 1 GiB against the fastest of the others', unit: ' ×', goal: 1, limit: 2.2 },
      value: ratio(median(large, 'wall'), fastest(series.large)),
    },
    {
      ...{ title: 'peak memory, push', unit: ' MB', goal: 150, limit: 150 },
      value: ratio(median(large, 'peak'), 1e6),
    },
  ]
}
