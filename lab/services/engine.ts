import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Failure, messageOf } from '../../src/message/failure.ts'
import { run } from '../tools/command.ts'
import { debianCommands, onPath } from '../tools/debian.ts'
import { labFolder, root } from '../tools/folder.ts'
import { say, step } from '../tools/progress.ts'
import { type Service, startService } from './service.ts'

/** A Docker engine. Until it is disposed of, DOCKER_HOST of this process and its children names it. */
export interface Engine extends AsyncDisposable {
  readonly host: string
}

/**
 * Uses the running Docker engine, or starts a private one from Debian's package, with its data in `.lab/engine`.
 *
 * Throws a Failure with instructions if no engine runs and this process may not start one.
 */
export const openEngine = async (): Promise<Engine> => {
  const present = await answeringEngine()
  if (present !== undefined) return useEngine(present, async () => {})
  if (process.getuid?.() !== 0) {
    throw new Failure(
      'No Docker engine is running, and only root can start one. Start one, set DOCKER_HOST, or run this as root on Debian.',
    )
  }
  await debianCommands('dockerd', 'ip')
  // With a service manager, Debian's package has already started its engine.
  const installed = await answeringEngine()
  return installed === undefined ? await startEngine() : useEngine(installed, async () => {})
}

/** Makes an engine the one of this process and its children. */
export const useEngine = (host: string, dispose: () => Promise<void>): Engine => {
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

/** Whether an engine answers at an address. Default: the one in use. */
export const answers = (host?: string): Promise<boolean> =>
  run('docker', ['version', '--format', '{{.Server.Version}}'], {
    env: host === undefined ? {} : { DOCKER_HOST: host },
  }).then(
    () => true,
    () => false,
  )

/** The differences between the lab's engine and Debian's. */
export interface EngineOptions {
  /** The directory of its data in `.lab`. Each engine has its own. */
  readonly folder: string
  /** Directories with its programs, searched before those of PATH. */
  readonly programs: readonly string[]
  /** Additional arguments for `dockerd`. */
  readonly args: readonly string[]
}

const debianEngine: EngineOptions = { folder: 'engine', programs: [], args: [] }

/** Starts the lab's engine. Until it is disposed of, DOCKER_HOST of this process names it. */
export const startEngine = (options: EngineOptions = debianEngine): Promise<Engine> =>
  step('Docker engine of the lab', async () => {
    // The path of a Unix socket is limited to 107 bytes, which a checkout's directory may exceed.
    const sockets = await mkdtemp(join(tmpdir(), 'lab-'))
    const removeSockets = async () => {
      // An engine with a container in the host's network leaves that network mounted here.
      await run('umount', [join(sockets, 'exec', 'netns', 'default')]).catch(() => undefined)
      await rm(sockets, { recursive: true, force: true })
    }
    const bridge = await makeBridge(options.folder)
    const removeAll = async () => {
      await removeSockets()
      if (bridge !== undefined) await run('ip', ['link', 'delete', bridge]).catch(() => undefined)
    }
    try {
      const host = `unix://${join(sockets, 'docker.sock')}`
      const service = await startDaemon(host, sockets, bridge, options)
      return useEngine(host, async () => {
        await step('Docker engine stops', service.stop)
        await removeAll()
      })
    } catch (error) {
      await removeAll()
      throw error
    }
  })

/** A network bridge for one engine of this checkout. */
export interface Bridge {
  readonly name: string
  /** The first three numbers of its addresses: `10.213.7`. */
  readonly prefix: string
}

export const bridgeOf = (folder: string): Bridge => {
  const hash = createHash('sha256').update(join(root, folder)).digest()
  return { name: `lab-${hash.toString('hex', 0, 4)}`, prefix: `10.213.${hash[4]}` }
}

/**
 * Creates the bridge of an engine. With the default bridge, `docker0`, two engines on one machine assign the same
 * addresses, and an engine that starts without a bridge deletes it for both.
 *
 * Returns its name, or undefined if this machine does not permit it.
 */
const makeBridge = async (folder: string): Promise<string | undefined> => {
  const { name, prefix } = bridgeOf(folder)
  // Left over from a killed run.
  await run('ip', ['link', 'delete', name]).catch(() => undefined)
  try {
    await run('ip', ['link', 'add', 'name', name, 'type', 'bridge'])
    await run('ip', ['address', 'add', `${prefix}.1/24`, 'dev', name])
    await run('ip', ['link', 'set', name, 'up'])
    return name
  } catch (error) {
    say(`Docker engine of the lab: creating a bridge is not permitted here (${messageOf(error)})`)
    return undefined
  }
}

const startDaemon = async (
  host: string,
  sockets: string,
  bridge: string | undefined,
  options: EngineOptions,
): Promise<Service> => {
  const folder = join(labFolder, options.folder)
  const path = [...options.programs, process.env['PATH']].join(delimiter)
  await mkdir(folder, { recursive: true })
  const start = (...network: readonly string[]) =>
    startService({
      name: 'The Docker engine (dockerd)',
      command: 'dockerd',
      args: [
        ...['--host', host, '--data-root', join(folder, 'data'), '--exec-root', join(sockets, 'exec')],
        ...['--pidfile', join(folder, 'dockerd.pid'), ...options.args, ...network],
      ],
      env: { PATH: path },
      output: join(folder, 'dockerd.log'),
      ready: () => answers(host),
    })
  const withoutNetwork = ['--bridge', 'none', '--iptables=false']
  if (bridge === undefined) return await start(...withoutNetwork)
  try {
    return await start('--bridge', bridge)
  } catch (error) {
    if (!/iptables|bridge|network/i.test(messageOf(error) + detailOf(error))) throw error
    say('Docker engine of the lab: setting up a network is not permitted here, so its containers have none')
    return await start(...withoutNetwork)
  }
}

const detailOf = (error: unknown): string => (error instanceof Failure ? error.detail.join('\n') : '')
