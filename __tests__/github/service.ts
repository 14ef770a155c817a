import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach } from 'node:test'
import type { Job } from '../../lab/services/results/token.ts'
import { type ResultsService, startResultsService } from '../../lab/services/results.ts'

export interface Fixture {
  readonly service: ResultsService
  /** A folder of its own for what a test file writes. */
  readonly folder: string
  /** Makes this process a step of a job of its own, and so of a workflow run without artifacts. */
  readonly becomeStep: (job?: Partial<Job>) => void
}

const untouched = { ...process.env }

/**
 * Starts a results service and makes this process a step of an action. Each test begins as a step of a new run.
 *
 * The clients read `GITHUB_API_URL` when they are loaded: import what is tested after this.
 */
export const startFixture = async (): Promise<Fixture> => {
  const folder = await mkdtemp(join(tmpdir(), 'results-'))
  const service = await startResultsService({ folder: join(folder, 'service') })
  await mkdir(join(folder, 'temp'))
  await mkdir(join(folder, 'workspace'))
  let run = 0
  const becomeStep = (job: Partial<Job> = {}): void => {
    for (const name of Object.keys(process.env)) delete process.env[name]
    Object.assign(process.env, untouched, service.envOf({ repository: `octo/app-${run}`, run, ...job }), {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_WORKSPACE: join(folder, 'workspace'),
      RUNNER_TEMP: join(folder, 'temp'),
    })
  }
  becomeStep()
  beforeEach(() => {
    run += 1
    becomeStep()
  })
  after(async () => {
    await service.close()
    await rm(folder, { recursive: true, force: true })
  })
  shortenWaits()
  return { service, folder, becomeStep }
}

/** The clients wait seconds before they try again, which nobody can configure: a hundredth of it is enough here. */
const shortenWaits = (): void => {
  const original = globalThis.setTimeout
  globalThis.setTimeout = new Proxy(original, {
    apply: (target, self, [callback, delay = 0, ...args]) =>
      Reflect.apply(target, self, [callback, delay >= 1000 ? delay / 100 : delay, ...args]),
  })
}
