import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure, messageOf } from '../../src/message/failure.ts'
import { run } from '../tools/command.ts'
import { debianCommands, onPath } from '../tools/debian.ts'
import { labFolder } from '../tools/folder.ts'
import { say, step } from '../tools/progress.ts'
import { type Service, startService } from './service.ts'

/** A Docker engine; DOCKER_HOST of this process and its children leads to it until it is disposed of. */
export interface Engine extends AsyncDisposable {
  readonly host: string
}

/**
 * The Docker engine that answers already, or else a private one: Debian's, with its data in `.lab/engine`.
 *
 * Throws a Failure that says what to do when there is neither an engine nor the right to start one.
 */
export const openEngine = async (): Promise<Engine> => {
  const present = await answeringEngine()
  if (present !== undefined) return use(present, async () => {})
  if (process.getuid?.() !== 0) {
    throw new Failure(
      'No Docker engine answers, and starting one takes root. Start one, set DOCKER_HOST, or run this as root on Debian.',
    )
  }
  await debianCommands('dockerd')
  // Where services are managed, Debian's package has started its engine by now.
  const installed = await answeringEngine()
  return installed === undefined ? await privateEngine() : use(installed, async () => {})
}

const use = (host: string, dispose: () => Promise<void>): Engine => {
  process.env['DOCKER_HOST'] = host
  return { host, [Symbol.asyncDispose]: dispose }
}

const answeringEngine = async (): Promise<string | undefined> => {
  if (!(await onPath('docker')) || !(await answers())) return undefined
  const host =
    process.env['DOCKER_HOST'] ??
    (await run('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'])).trim()
  say(`Docker engine: the one at ${host}`)
  return host
}

const answers = (host?: string): Promise<boolean> =>
  run('docker', ['version', '--format', '{{.Server.Version}}'], {
    env: host === undefined ? {} : { DOCKER_HOST: host },
  }).then(
    () => true,
    () => false,
  )

const privateEngine = (): Promise<Engine> =>
  step('Docker engine of the lab', async () => {
    // The path of a Unix socket holds 107 bytes at most, which a checkout's own folder may well exceed.
    const sockets = await mkdtemp(join(tmpdir(), 'lab-'))
    const removeSockets = async () => {
      // An engine that had a container in the machine's own network leaves that mounted here.
      await run('umount', [join(sockets, 'exec', 'netns', 'default')]).catch(() => undefined)
      await rm(sockets, { recursive: true, force: true })
    }
    try {
      const host = `unix://${join(sockets, 'docker.sock')}`
      const service = await startDaemon(host, sockets)
      return use(host, async () => {
        await step('Docker engine ends', service.stop)
        await removeSockets()
      })
    } catch (error) {
      await removeSockets()
      throw error
    }
  })

const startDaemon = async (host: string, sockets: string): Promise<Service> => {
  const folder = join(labFolder, 'engine')
  await mkdir(folder, { recursive: true })
  const start = (...network: readonly string[]) =>
    startService({
      name: 'The Docker engine (dockerd)',
      command: 'dockerd',
      args: [
        ...['--host', host, '--data-root', join(folder, 'data'), '--exec-root', join(sockets, 'exec')],
        ...['--pidfile', join(folder, 'dockerd.pid'), ...network],
      ],
      output: join(folder, 'dockerd.log'),
      ready: () => answers(host),
    })
  try {
    return await start()
  } catch (error) {
    if (!/iptables|bridge|network/i.test(messageOf(error) + detailOf(error))) throw error
    say('Docker engine of the lab: no right to make a bridge here, so its containers have no network')
    return await start('--bridge', 'none', '--iptables=false')
  }
}

const detailOf = (error: unknown): string => (error instanceof Failure ? error.detail.join('\n') : '')
