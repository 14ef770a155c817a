import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { startDependencyServer } from '../services/dependencies.ts'
import { startResultsService } from '../services/results.ts'
import { openSlowProxy } from '../services/slow-proxy.ts'
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
  /** Copies the dependencies into a container of the builder with `docker cp`, as one file like the cached layer. */
  readonly copy: () => Promise<Measurement>
}

/**
 * Opens an app with a number of mebibytes of dependencies, which are one cached layer, and an empty Actions cache. The
 * bandwidth limits what the cache sends, in bytes per second.
 */
export const openDependentApp = async (
  { registry }: Bench,
  builder: string,
  size: number,
  { upload = false, cacheBandwidth = Number.POSITIVE_INFINITY },
): Promise<DependentApp> => {
  await discard(place.results)
  const server = await startDependencyServer()
  const service = await startResultsService({ folder: place.results })
  const proxy = await openSlowProxy(new URL(service.url).host, { bandwidth: cacheBandwidth })
  // The service signs URLs with the address that it was asked at.
  const results = { ...service, env: { ...service.env, ACTIONS_RESULTS_URL: `http://${proxy.address}/` } }
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
        await run('docker', ['cp', place.tar, `${container}:/layers/`])
        return { wall: (performance.now() - began) / 1000 }
      } finally {
        await run('docker', ['rm', '--force', container])
        await discard(place.tar)
      }
    },
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]()
      await service.close()
      await server[Symbol.asyncDispose]()
      await discard(place.results, place.temp)
    },
  }
}
