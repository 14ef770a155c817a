import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { startDependencyServer } from '../services/dependencies.ts'
import { startResultsService } from '../services/results.ts'
import { run } from '../tools/command.ts'
import { measureAction } from './measurement.ts'
import { type Bench, discard, workFolder } from './set-up.ts'
import type { Measurement } from './table.ts'

const place = {
  app: join(workFolder, 'dependent-app'),
  temp: join(workFolder, 'runner'),
  results: join(workFolder, 'results'),
  layout: join(workFolder, 'out', 'dependent'),
  tar: join(workFolder, 'dependencies.tar'),
} as const

/** An app with dependencies, which jobs in CI build: with a new disk each time, but with the same Actions cache. */
export interface DependentApp extends AsyncDisposable {
  /** `text` is the app's code. */
  readonly build: (text: string) => Promise<Measurement>
  /** Copies the dependencies into a container of the builder with `docker cp`. */
  readonly copy: () => Promise<Measurement>
}

/** Opens an app with a number of mebibytes of dependencies, which are one cached layer, and an empty Actions cache. */
export const openDependentApp = async (
  { registry }: Bench,
  builder: string,
  size: number,
  upload: boolean,
): Promise<DependentApp> => {
  await discard(place.results)
  const server = await startDependencyServer()
  const results = await startResultsService({ folder: place.results })
  const env = `BP_DEPENDENCY_SERVER=${server.url}\nBP_DEPENDENCY_SIZE=${size}`
  const artifact = { upload: String(upload), overwrite: 'true' }
  const inputs = { 'image-path': place.layout, builder, path: place.app, env, cache: 'true', ...artifact }
  return {
    build: async (text) => {
      await discard(place.temp, place.layout)
      await mkdir(join(place.app, 'assets'), { recursive: true })
      await writeFile(join(place.app, 'dependencies.txt'), '1.0\n')
      await writeFile(join(place.app, 'assets', 'page'), 'hello\n')
      await writeFile(join(place.app, 'main.txt'), text)
      return measureAction({ action: 'build', inputs, temp: place.temp }, { registry, results })
    },
    copy: async () => {
      const { body } = await fetch(`${server.url}/1.0/${size}`)
      if (body !== null) await pipeline(Readable.fromWeb(body), createWriteStream(place.tar))
      const container = (await run('docker', ['create', builder])).trim()
      try {
        const began = performance.now()
        await run('sh', ['-c', 'docker cp - "$0:/layers" < "$1"', container, place.tar])
        return { wall: (performance.now() - began) / 1000 }
      } finally {
        await run('docker', ['rm', '--force', container])
        await discard(place.tar)
      }
    },
    [Symbol.asyncDispose]: async () => {
      await results.close()
      await server[Symbol.asyncDispose]()
      await discard(place.results, place.temp)
    },
  }
}
