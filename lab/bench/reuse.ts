import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeBuilder } from '../images/builder.ts'
import { type DependencyServer, startDependencyServer } from '../services/dependencies.ts'
import { type ResultsService, startResultsService } from '../services/results.ts'
import { run } from '../tools/command.ts'
import { onPath } from '../tools/debian.ts'
import { root } from '../tools/folder.ts'
import { step } from '../tools/progress.ts'
import { measureAction, type Note } from './measurement.ts'
import { machine } from './report.ts'
import { type Bench, workFolder } from './set-up.ts'
import {
  dividedBy,
  type Figure,
  formatGoals,
  formatTable,
  type Measurements,
  medianOf,
  openMeasurements,
  ratio,
} from './table.ts'

const megabit = 1_000_000 / 8
const speeds = { 'loopback speed': Number.POSITIVE_INFINITY, '100 Mbit/s': 100 * megabit } as const
type Speed = keyof typeof speeds

/** Mebibytes of dependencies. */
const usual = 200
const large = 1024

const row = {
  off: 'nothing kept, uploaded',
  on: 'first run, uploaded',
  first: (speed: Speed) => `first run, ${speed}`,
  second: (speed: Speed) => `second run, ${speed}`,
  changed: 'second run, app changed',
  largeFirst: '1 GiB, first build',
  largeSecond: '1 GiB, second build',
  packFirst: 'pack, first build',
  packSecond: 'pack, second build',
} as const

const place = {
  app: join(workFolder, 'dependent-app'),
  temp: join(workFolder, 'runner'),
  results: join(workFolder, 'results'),
  layout: join(workFolder, 'out', 'dependent'),
  store: join(workFolder, 'build-cache'),
  layoutRepo: join(workFolder, 'layout-repo'),
  pack: join(workFolder, 'pack-reuse'),
} as const

const discard = (...paths: readonly string[]) =>
  Promise.all(paths.map((path) => rm(path, { recursive: true, force: true })))

const writeApp = async (text: string): Promise<void> => {
  await mkdir(join(place.app, 'assets'), { recursive: true })
  await writeFile(join(place.app, 'dependencies.txt'), '1.0\n')
  await writeFile(join(place.app, 'assets', 'page'), 'hello\n')
  await writeFile(join(place.app, 'main.txt'), text)
}

const environment = (server: DependencyServer, size: number): string =>
  `BP_DEPENDENCY_SERVER=${server.url}\nBP_DEPENDENCY_SIZE=${size}`

/** Measures builds of an app with many dependencies, with and without what the last one left; a report in Markdown. */
export const measureReuse = async (bench: Bench, rounds: number): Promise<string> => {
  const builder = await dependencyBuilder(bench)
  const { measurements, note } = openMeasurements()
  for (let round = 0; round < rounds; round += 1) {
    await step(`Round ${round + 1} of ${rounds}`, async () => {
      await measureRuns(bench, builder, { speed: 'loopback speed', uploads: true }, note)
      if (await onPath('pack')) await measurePack(builder, note)
    })
  }
  await step('At 100 Mbit/s', () =>
    measureRuns(bench, builder, { speed: '100 Mbit/s', uploads: false }, note),
  )
  const sizes = await step('1 GiB of dependencies', () => measureLarge(bench, builder, note))
  return formatReport(measurements, sizes)
}

/** Measures nothing but first runs, second runs and those whose app changed, the server at loopback speed. */
export const measureSecondRuns = async (bench: Bench, rounds: number, note: Note): Promise<void> => {
  const builder = await dependencyBuilder(bench)
  for (let round = 0; round < rounds; round += 1) {
    await measureRuns(bench, builder, { speed: 'loopback speed', uploads: false }, note)
  }
}

const dependencyBuilder = ({ registry }: Bench): Promise<string> =>
  makeBuilder({
    name: `lab/builder-reuse:${registry.address.replace(/^.*:/, '')}`,
    base: 'tiny',
    lifecycle: '0.21.0',
    runImage: `${registry.address}/bench:usual`,
    buildpacks: [join(root, 'lab', 'buildpacks', 'dependencies')],
  })

/** Runs as jobs in CI do: the runner's disk is new each time, the Actions cache is not. */
const measureRuns = async (
  bench: Bench,
  builder: string,
  { speed, uploads }: { readonly speed: Speed; readonly uploads: boolean },
  note: Note,
): Promise<void> => {
  await using server = await startDependencyServer(speeds[speed])
  const meters = { registry: bench.registry }
  const measured = async (
    name: string,
    results: ResultsService,
    inputs: Readonly<Record<string, string>>,
  ): Promise<void> => {
    await discard(place.temp, place.layout)
    const env = environment(server, usual)
    const all = { 'image-path': place.layout, builder, path: place.app, env, ...inputs }
    note(
      name,
      await measureAction({ action: 'build', inputs: all, temp: place.temp }, { ...meters, results }),
    )
  }
  await writeApp('first\n')
  if (uploads) {
    for (const [name, cache] of [[row.off, 'run-image'] as const, [row.on, 'true'] as const]) {
      await withResults((results) => measured(name, results, { cache, upload: 'true' }))
    }
  }
  await withResults(async (results) => {
    const inputs = { cache: 'true', upload: 'false' }
    await measured(row.first(speed), results, inputs)
    await measured(row.second(speed), results, inputs)
    if (speed !== 'loopback speed') return
    await writeApp('second\n')
    await measured(row.changed, results, inputs)
  })
  await discard(place.temp)
}

/** Does something with a service that has nothing yet. */
const withResults = async (work: (results: ResultsService) => Promise<void>): Promise<void> => {
  await discard(place.results)
  const results = await startResultsService({ folder: place.results })
  try {
    await work(results)
  } finally {
    await results.close()
    await discard(place.results)
  }
}

/** What is kept, in bytes. */
interface Sizes {
  readonly store: number
  readonly layers: number
}

/** Without GitHub's clients, whose memory is not this project's. */
const measureLarge = async (bench: Bench, builder: string, note: Note): Promise<Sizes> => {
  await using server = await startDependencyServer()
  const env = environment(server, large)
  const inputs = {
    ...{ 'image-path': place.layout, builder, path: place.app, env, cache: 'false', upload: 'false' },
    ...{ 'build-cache': place.store, 'layout-repo': place.layoutRepo },
  }
  await discard(place.store, place.layout)
  for (const name of [row.largeFirst, row.largeSecond]) {
    await discard(place.layout)
    note(
      name,
      await measureAction({ action: 'build', inputs, temp: place.temp }, { registry: bench.registry }),
    )
  }
  const files = await readdir(place.store, { recursive: true, withFileTypes: true })
  const blobs = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => stat(join(file.parentPath, file.name))),
  )
  const sizes = blobs.map(({ size }) => size)
  const store = blobs.reduce((sum, { blocks }) => sum + blocks * 512, 0)
  // The tars of what only builds see, and what the image has.
  const layers = sizes.filter((size) => size > 20_000).reduce((sum, size) => sum + size, 0)
  await discard(place.store, place.layout)
  return { store, layers }
}

/** The same app built twice by `pack`, with the volume that it keeps. */
const measurePack = async (builder: string, note: Note): Promise<void> => {
  await using server = await startDependencyServer()
  await discard(place.pack)
  await mkdir(place.pack, { recursive: true })
  const config = `experimental = true\nlayout-repo-dir = "${place.pack}/layout-repo"\n[[trusted-builders]]\nname = "${builder}"\n`
  await writeFile(join(place.pack, 'config.toml'), config)
  await writeApp('first\n')
  const env = environment(server, usual)
    .split('\n')
    .flatMap((line) => ['--env', line])
  const inputs = ['--builder', builder, '--path', place.app, '--pull-policy', 'if-not-present', ...env]
  for (const [name, clear] of [[row.packFirst, true] as const, [row.packSecond, false] as const]) {
    const target = join(place.pack, 'out', 'dependent')
    const began = performance.now()
    await run('pack', ['build', `oci:${target}`, ...inputs, ...(clear ? ['--clear-cache'] : [])], {
      env: { PACK_HOME: place.pack, PACK_VOLUME_KEY: 'bench-reuse' },
    })
    note(name, { wall: (performance.now() - began) / 1000, parts: {} })
  }
}

/** What builds with what the last one left are to reach. */
export const reuseFigures = (measurements: Measurements): readonly Figure[] => {
  const wall = (name: string) => medianOf(measurements.get(name), (run) => run.wall)
  const against = (name: string, other: string) => dividedBy(wall(name), wall(other))
  const first = row.first('loopback speed')
  const second = row.second('loopback speed')
  const slow = '100 Mbit/s'
  const saved = medianOf(measurements.get(second), ({ toCache }) => toCache)
  const peak = (name: string) =>
    dividedBy(
      medianOf(measurements.get(name), (run) => run.peak),
      1e6,
    )
  return [
    { title: 'second run against the first', value: against(second, first), goal: 0.35, unit: ' ×' },
    {
      title: `the same at ${slow}`,
      value: against(row.second(slow), row.first(slow)),
      goal: 0.15,
      unit: ' ×',
    },
    { title: 'only the app changed', value: against(row.changed, first), goal: 0.4, unit: ' ×' },
    { title: 'saved to the cache when nothing changed', value: saved, goal: 0, unit: ' bytes' },
    { title: 'first build, kept against not kept', value: against(row.on, row.off), goal: 1.1, unit: ' ×' },
    ...[row.largeFirst, row.largeSecond].map((name) => ({
      title: `peak memory, ${name}`,
      value: peak(name),
      goal: 150,
      unit: ' MB',
    })),
    { title: 'against pack', value: against(second, row.packSecond), goal: 0.5, unit: ' ×' },
  ]
}

const formatReport = (measurements: Measurements, { store, layers }: Sizes): string => {
  const wall = (name: string) => medianOf(measurements.get(name), (run) => run.wall)
  const size = { title: 'store against its layers', value: store / layers, goal: 1.05, unit: ' ×' }
  return `
## Bench: reuse

${machine()}. Medians. An app with ${usual} MiB of dependencies that a build downloads; runs have an empty disk and the Actions
cache, on loopback.

${formatTable(measurements)}

- against pack, second build: ${ratio(wall(row.second('loopback speed')), wall(row.packSecond))}

Goals:
${formatGoals([...reuseFigures(measurements), size])}
`
}
