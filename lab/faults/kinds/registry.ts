import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ActionName } from '../../driving/actions.ts'
import { credentials } from '../../services/token-server.ts'
import type { RegistryOperation } from '../registry-proxy.ts'
import type { Scene } from '../scene.ts'
import type { Trial } from '../trial.ts'
import { bodies, expiries, lost, resets, stalls, statuses, type Way } from './registry-ways.ts'

/** A request to the registry, the actions that send it, and after how many bytes the connection may break. */
interface Moment {
  readonly name: string
  readonly on: readonly RegistryOperation[]
  readonly actions: readonly ActionName[]
  readonly layers?: boolean
  readonly breaks: readonly number[]
  /** Whether a push that fails at this request may have moved tags. */
  readonly mayTag?: boolean
}

const reads: readonly Moment[] = [
  { name: 'a manifest', on: ['GetManifest'], actions: ['build', 'rebase'], breaks: [0, 1, 200] },
  { name: 'a configuration', on: ['GetBlob'], actions: ['build', 'rebase'], breaks: [0, 200] },
  {
    ...{ name: 'a layer', on: ['GetBlob'], layers: true },
    ...{ actions: ['build', 'download', 'push', 'rebase'], breaks: [0, 1, 65_536, 200_000] },
  },
  {
    ...{ name: 'what was pushed', on: ['GetManifest', 'HeadManifest'] },
    ...{ actions: ['push'], breaks: [0, 100], mayTag: true },
  },
]

const writes: readonly Moment[] = [
  { name: 'whether a blob is there', on: ['HeadBlob'], actions: ['push'], breaks: [0] },
  { name: 'where to upload', on: ['PostUpload'], actions: ['push'], breaks: [0] },
  {
    ...{ name: 'an upload', on: ['PatchUpload', 'PutUpload'] },
    ...{ actions: ['push'], breaks: [0, 1, 1000, 100_000] },
  },
  { name: 'a manifest', on: ['PutManifest'], actions: ['push'], breaks: [0, 100] },
  { name: 'a tag', on: ['PutTag'], actions: ['push'], breaks: [0, 100], mayTag: true },
]

const trialOf = (moment: Moment, way: Way, action: ActionName): Trial => ({
  action,
  fault: way.fault,
  moment: `${moment.name}, ${way.how}`,
  expected: {
    // A push treats 403 as "not found", because some registries answer so for missing blobs.
    outcome: moment.on.includes('HeadBlob') && /^40[34]/.test(way.how) ? 'green' : way.outcome,
    ...(way.within !== undefined && { within: way.within }),
    ...(moment.mayTag !== undefined && { mayTag: moment.mayTag }),
  },
  prepare: async (scene) => {
    const env = way.login === true ? { DOCKER_CONFIG: await loggedIn(scene) } : {}
    const { on, layers = false } = moment
    const fault = scene.registry.disturb({ ...way.does, on, layers })
    return { env, struck: () => fault.met() > 0 }
  },
})

/** A Docker configuration directory with a login for both addresses of the registry. */
const loggedIn = async ({ folder, registry }: Scene): Promise<string> => {
  const docker = join(folder, 'docker')
  const auth = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')
  await mkdir(docker)
  const auths = { [registry.address]: { auth }, [registry.elsewhere]: { auth } }
  await writeFile(join(docker, 'config.json'), JSON.stringify({ auths }))
  return docker
}

const all = (moments: readonly Moment[], ways: (moment: Moment) => readonly Way[]): readonly Trial[] =>
  moments.flatMap((moment) =>
    ways(moment).flatMap((way) => moment.actions.map((action) => trialOf(moment, way, action))),
  )

const uploads = writes.filter(({ on }) => on.includes('PutUpload'))
const changes = writes.filter(({ name }) => name !== 'whether a blob is there')

/** All faults of a registry and of the connection to it. */
export const registryTrials: readonly Trial[] = [
  ...all([...reads, ...writes], ({ breaks }) => [...resets(breaks), ...statuses]),
  ...all(reads, () => bodies),
  ...all(changes, () => lost),
  ...all(uploads, () => expiries),
  ...all(
    reads.filter(({ name }) => name === 'a layer'),
    () => stalls,
  ),
]
