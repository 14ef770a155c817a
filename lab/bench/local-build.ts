import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readAction } from '../driving/actions.ts'
import type { CreatorClock } from './creator-clock.ts'
import { type Measurement, measureAction } from './measurement.ts'
import { type Bench, workFolder } from './set-up.ts'

/** A build on this machine alone: nothing is cached or uploaded. */
export interface LocalBuild {
  /** The checkout whose action builds; this one if left out. */
  readonly checkout?: string
  /** The folder of the layout-repo; warm after the first build with it. */
  readonly layoutRepo: string
  readonly sparse?: boolean
}

/** Builds and measures it; the creator's time only with its clock. An input that the action does not have is not given. */
export const measureLocalBuild = async (
  bench: Bench,
  { checkout, layoutRepo, sparse = false }: LocalBuild,
  clock?: CreatorClock,
): Promise<Measurement> => {
  const layout = join(workFolder, 'out', 'hello')
  await rm(layout, { recursive: true, force: true })
  const inputs = {
    'image-path': layout,
    builder: bench.builder,
    path: bench.app,
    'layout-repo': layoutRepo,
    cache: 'false',
    upload: 'false',
    sparse: String(sparse),
  }
  const known = (await readAction('build', checkout)).inputs
  return measureAction(
    {
      action: 'build',
      ...(checkout !== undefined && { checkout }),
      inputs: Object.fromEntries(Object.entries(inputs).filter(([name]) => name in known)),
      temp: join(workFolder, 'runner'),
    },
    { registry: bench.registry, ...(clock !== undefined && { clock }) },
  )
}
