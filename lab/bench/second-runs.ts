import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type DependencyServer, startDependencyServer } from '../services/dependencies.ts'
import { startResultsService } from '../services/results.ts'
import { run } from '../tools/command.ts'
import { step } from '../tools/progress.ts'
import { measureAction } from './measurement.ts'
import { type Bench, discard, workFolder } from './set-up.ts'
import { type Measurements, medianOf, type Note, type Row, ratio } from './table.ts'

/** Mebibytes of dependencies, in one cached layer. */
const size = 200

const series = {
  first: 'first run',
  unchanged: 'second run, nothing changed',
  changed: 'second run, only the app changed',
  copied: 'docker cp of the cached layer',
} as const

const place = {
  app: join(workFolder, 'dependent-app'),
  temp: join(workFolder, 'runner'),
  results: join(workFolder, 'results'),
  layout: join(workFolder, 'out', 'dependent'),
  tar: join(workFolder, 'dependencies.tar'),
} as const

const writeApp = async (text: string): Promise<void> => {
  await mkdir(join(place.app, 'assets'), { recursive: true })
  await writeFile(join(place.app, 'dependencies.txt'), '1.0\n')
  await writeFile(join(place.app, 'assets', 'page'), 'hello\n')
  await writeFile(join(place.app, 'main.txt'), text)
}

/** Builds as jobs in CI do: with a new disk each time, but with the same Actions cache. */
export const measureSecondRuns = async (bench: Bench, runs: number, note: Note): Promise<void> => {
  await using server = await startDependencyServer()
  for (let round = 0; round < runs; round += 1) {
    await step(`Second runs, round ${round + 1} of ${runs}`, () => measureRound(bench, server, note))
  }
}

const measureRound = async (bench: Bench, server: DependencyServer, note: Note): Promise<void> => {
  const { dependencyBuilder: builder, registry } = bench
  const env = `BP_DEPENDENCY_SERVER=${server.url}\nBP_DEPENDENCY_SIZE=${size}`
  const inputs = { 'image-path': place.layout, builder, path: place.app, env, cache: 'true', upload: 'false' }
  await discard(place.results)
  const results = await startResultsService({ folder: place.results })
  const measure = async (name: string): Promise<void> => {
    await discard(place.temp, place.layout)
    note(name, await measureAction({ action: 'build', inputs, temp: place.temp }, { registry, results }))
  }
  try {
    await writeApp('first\n')
    await measure(series.first)
    await measure(series.unchanged)
    await writeApp('second\n')
    await measure(series.changed)
    note(series.copied, { wall: await secondsOfCopy(builder, server) })
  } finally {
    await results.close()
    await discard(place.results, place.temp)
  }
}

/** Copies the same bytes into a container of the builder with `docker cp`. */
const secondsOfCopy = async (builder: string, server: DependencyServer): Promise<number> => {
  const { body } = await fetch(`${server.url}/1.0/${size}`)
  if (body !== null) await pipeline(Readable.fromWeb(body), createWriteStream(place.tar))
  const container = (await run('docker', ['create', builder])).trim()
  try {
    const began = performance.now()
    await run('sh', ['-c', 'docker cp - "$0:/layers" < "$1"', container, place.tar])
    return (performance.now() - began) / 1000
  } finally {
    await run('docker', ['rm', '--force', container])
    await discard(place.tar)
  }
}

export const secondRunRows = (measurements: Measurements): readonly Row[] => {
  const wall = (name: string) => medianOf(measurements.get(name), (run) => run.wall)
  const runs = measurements.get(series.unchanged)
  return [
    {
      ...{ title: 'second run against the first, nothing changed', unit: ' ×', limit: 0.8, goal: 0.35 },
      value: ratio(wall(series.unchanged), wall(series.first)),
    },
    {
      ...{ title: 'second run against the first, only the app changed', unit: ' ×', limit: 0.95, goal: 0.4 },
      value: ratio(wall(series.changed), wall(series.first)),
    },
    {
      ...{ title: 'saved to the cache when nothing changed', unit: ' bytes', limit: 0, goal: 0 },
      value: medianOf(runs, ({ toCache }) => toCache),
    },
    {
      ...{
        title: 'filling the container against docker cp of the same bytes',
        unit: ' ×',
        limit: 6,
        goal: 2,
      },
      value: ratio(
        medianOf(runs, ({ fill }) => fill),
        wall(series.copied),
      ),
    },
  ]
}
