import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type JobContainer, removeJobContainer, startJobContainer } from '../driving/job-container.ts'
import { run } from '../tools/command.ts'
import { measureAction } from './measurement.ts'
import { type Bench, workFolder } from './set-up.ts'
import type { Measurement } from './table.ts'

/** Builds in a job that runs in the builder's container, without the engine. */
export interface HostBuilds extends AsyncDisposable {
  measure(): Promise<Measurement>
}

const folder = join(workFolder, 'job')
const place = {
  app: join(folder, 'app'),
  temp: join(folder, 'temp'),
  layout: join(folder, 'out', 'hello'),
  layoutRepo: join(folder, 'layout-repo'),
} as const

const moments = '/tmp/creator-moments'

// Replaces the creator, because its time cannot be measured from outside. The lifecycle chooses its phase by its file name.
const clock = `set -e
mkdir /cnb/clocked && ln -s /cnb/lifecycle/lifecycle /cnb/clocked/creator && rm /cnb/lifecycle/creator
cat > /cnb/lifecycle/creator <<'END'
#!/bin/sh
date +%s%N > ${moments} && /cnb/clocked/creator "$@"
code=$?
date +%s%N >> ${moments} && exit $code
END
chmod 755 /cnb/lifecycle/creator`

/** Starts the job's container and fills its layout-repo, so that the measured builds are warm. */
export const openHostBuilds = async (bench: Bench): Promise<HostBuilds> => {
  await cp(bench.app, place.app, { recursive: true })
  const container = await startJobContainer({ image: bench.builder, folder })
  const dispose = async () => {
    await removeJobContainer(container)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await run('docker', ['exec', container.name, 'sh', '-c', clock])
    await measureOnce(bench, container)
  } catch (error) {
    await dispose()
    throw error
  }
  return { measure: () => measureOnce(bench, container), [Symbol.asyncDispose]: dispose }
}

const measureOnce = async (bench: Bench, container: JobContainer): Promise<Measurement> => {
  await rm(place.layout, { recursive: true, force: true })
  const inputs = {
    'image-path': place.layout,
    path: place.app,
    'layout-repo': place.layoutRepo,
    cache: 'false',
    upload: 'false',
  }
  const { temp } = place
  const measured = await measureAction(
    { action: 'build', inputs, temp, container },
    { registry: bench.registry },
  )
  const times = await run('docker', ['exec', container.name, 'cat', moments])
  const [began = Number.NaN, ended = Number.NaN] = times.trim().split('\n').map(Number)
  return { ...measured, creator: (ended - began) / 1e9 }
}
