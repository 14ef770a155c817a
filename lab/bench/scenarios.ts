import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startResultsService } from '../services/results.ts'
import { run } from '../tools/command.ts'
import { onPath } from '../tools/debian.ts'
import { step } from '../tools/progress.ts'
import { type CreatorClock, startCreatorClock } from './creator-clock.ts'
import { type HostBuilds, openHostBuilds } from './host-build.ts'
import { type LocalBuild, measureLocalBuild } from './local-build.ts'
import { type Meters, measureAction, type Note } from './measurement.ts'
import { packBuild } from './pack.ts'
import { type Bench, type LargeBuild, workFolder } from './set-up.ts'
import { measureStarts } from './starts.ts'

/** The rows of the table, in its order; the report says what the words mean. */
export const rows = {
  cold: 'full, cold',
  full: 'full, warm',
  sparse: 'sparse, warm',
  inContainer: 'full, warm, in the job’s container',
  packFull: 'pack, full, warm',
  packSparse: 'pack, sparse, warm',
  first: 'full, first run in CI',
  second: 'full, second run in CI',
  level6: 'full, compression-level 6',
  thin: 'sparse, second run in CI',
  downloadFull: 'download, full',
  downloadThin: 'download, sparse, cached base',
  downloadAgain: 'download, sparse, base on disk',
  largeCold: '1 GiB layer, full, cold',
  largeWarm: '1 GiB layer, full, warm',
  largeFirst: '1 GiB layer, first run in CI',
  largeDownload: '1 GiB layer, download',
} as const

const place = {
  layout: join(workFolder, 'out', 'hello'),
  download: join(workFolder, 'out', 'downloaded'),
  kept: join(workFolder, 'layout-repo'),
  fresh: join(workFolder, 'fresh-layout-repo'),
  temp: join(workFolder, 'runner'),
} as const

const discard = (...paths: readonly string[]) =>
  Promise.all(paths.map((path) => rm(path, { recursive: true, force: true })))

/** Starts the bundles and builds with them, round by round, and does what else belongs to a round. */
export const measureRounds = async (
  bench: Bench,
  rounds: number,
  note: Note,
  more: () => Promise<void> = async () => {},
): Promise<void> => {
  const pack = await onPath('pack')
  // Fills the layout-repo, so that what follows is warm.
  await step('Warm-up', () => measureLocalBuild(bench, { layoutRepo: place.kept }))
  await using inContainer = await openHostBuilds(bench)
  for (let round = 0; round < rounds; round += 1) {
    await step(`Round ${round + 1} of ${rounds}`, async () => {
      measureStarts(note)
      await measureBuilds(bench, round, pack, inContainer, note)
      await more()
    })
  }
}

/** Builds cold, then full and sparse side by side, in the opposite order in the next round. */
const measureBuilds = async (
  bench: Bench,
  round: number,
  pack: boolean,
  inContainer: HostBuilds,
  note: Note,
): Promise<void> => {
  using clock = startCreatorClock(bench.builderId)
  const build = async (row: string, run: LocalBuild): Promise<void> =>
    note(row, await measureLocalBuild(bench, run, clock))
  await discard(place.fresh)
  await build(rows.cold, { layoutRepo: place.fresh })
  const compared = [
    () => build(rows.full, { layoutRepo: place.kept }),
    () => build(rows.sparse, { layoutRepo: place.kept, sparse: true }),
    async () => note(rows.inContainer, await inContainer.measure()),
    ...(pack ? [async () => note(rows.packFull, await packBuild(bench, false))] : []),
    ...(pack ? [async () => note(rows.packSparse, await packBuild(bench, true))] : []),
  ]
  for (const measure of round % 2 === 0 ? compared : compared.toReversed()) await measure()
}

/** Builds and downloads as jobs in CI do, each on a fresh runner: the layout-repo is gone, cache and artifacts are not. */
export const measureJobs = async (bench: Bench, note: Note): Promise<void> => {
  await using ci = await startCi(bench)
  await ci.build(rows.first, { 'artifact-name': 'full' }, note)
  await ci.build(rows.second, { 'artifact-name': 'again' }, note)
  await ci.build(rows.level6, { 'artifact-name': 'level-6', 'compression-level': '6' }, note)
  await ci.build(rows.thin, { 'artifact-name': 'thin', sparse: 'true' }, note)
  await discard(place.fresh)
  await ci.download(rows.downloadFull, 'full', note)
  await ci.download(rows.downloadThin, 'thin', note)
  await ci.download(rows.downloadAgain, 'thin', note)
}

/** The same with a run image that has a layer of 1 GiB, and an app with a file of 256 MiB. */
export const measureLargeJobs = async (bench: Bench, large: LargeBuild, note: Note): Promise<void> => {
  const inputs = { path: large.app, 'run-image': large.runImage, 'artifact-name': 'large' }
  await using ci = await startCi(bench)
  const local = { ...inputs, cache: 'false', upload: 'false' }
  await ci.build(rows.largeCold, local, note)
  await ci.build(rows.largeWarm, local, note, 'warm')
  await ci.build(rows.largeFirst, inputs, note)
  await ci.download(rows.largeDownload, 'large', note)
  await discard(place.fresh)
}

const startCi = async ({ registry, builder, builderId, app }: Bench) => {
  const folder = join(workFolder, 'results')
  const loadedName = `${builder}-loaded`
  await discard(folder, place.fresh)
  const results = await startResultsService({ folder })
  const meters: Meters = { registry, results }
  const inputs = { 'layout-repo': place.fresh, builder, path: app, 'image-path': place.layout }
  return {
    build: async (
      row: string,
      more: Readonly<Record<string, string>>,
      note: Note,
      layoutRepo: 'fresh' | 'warm' = 'fresh',
    ): Promise<void> => {
      using clock: CreatorClock = startCreatorClock(builderId)
      await discard(place.layout)
      if (layoutRepo === 'fresh') await discard(place.fresh)
      const measured = { action: 'build' as const, inputs: { ...inputs, ...more }, temp: place.temp }
      note(row, await measureAction(measured, { ...meters, clock }))
    },
    download: async (row: string, artifact: string, note: Note): Promise<void> => {
      await discard(place.download)
      await run('docker', ['image', 'rm', '--force', loadedName])
      const more = { 'artifact-name': artifact, digest: 'any', path: place.download, load: loadedName }
      const measured = {
        action: 'download' as const,
        inputs: { ...more, 'layout-repo': place.fresh },
        temp: place.temp,
      }
      note(row, await measureAction(measured, meters))
    },
    [Symbol.asyncDispose]: async () => {
      await results.close()
      await run('docker', ['image', 'rm', '--force', loadedName])
      await discard(folder)
    },
  }
}
