import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../tools/command.ts'
import { debianCommands } from '../tools/debian.ts'
import { labFolder } from '../tools/folder.ts'
import { step } from '../tools/progress.ts'
import { answers, type Bridge, bridgeOf, type Engine, useEngine } from './engine.ts'
import { startService } from './service.ts'

/** Starts Debian's Podman as a service, with its data in `.lab`. Until it is disposed of, DOCKER_HOST names it. */
export const startPodman = (name: string): Promise<Engine> =>
  step('Podman', async () => {
    // The docker command is in Docker's package.
    await debianCommands('podman', 'dockerd', 'ip')
    const [folder, sockets] = [join(labFolder, name), await mkdtemp(join(tmpdir(), 'lab-'))]
    const bridge = bridgeOf(name)
    const host = `unix://${join(sockets, 'podman.sock')}`
    const folders = ['--root', join(folder, 'data'), '--runroot', join(folder, 'run')]
    const env = await writeConfiguration(folder, bridge)
    const remove = async () => {
      const podman = ['--cgroup-manager', 'cgroupfs', ...folders]
      await run('podman', [...podman, 'rm', '--all', '--force', '--time', '0'], { env }).catch(
        () => undefined,
      )
      await run('ip', ['link', 'delete', bridge.name]).catch(() => undefined)
      await rm(sockets, { recursive: true, force: true })
    }
    try {
      const service = await startService({
        name: 'Podman',
        command: 'podman',
        args: ['--cgroup-manager', 'cgroupfs', ...folders, 'system', 'service', '--time', '0', host],
        env,
        output: join(folder, 'podman.log'),
        ready: () => answers(host),
      })
      return useEngine(host, async () => {
        await step('Podman stops', service.stop)
        await remove()
      })
    } catch (error) {
      await remove()
      throw error
    }
  })

/** Writes Podman's settings. Returns the environment variables that name them. */
const writeConfiguration = async (
  folder: string,
  bridge: Bridge,
): Promise<Readonly<Record<string, string>>> => {
  const [networks, subnet] = [join(folder, 'networks'), `${bridge.prefix}.0/24`]
  await mkdir(networks, { recursive: true })
  // The format of CNI, which Debian's Podman uses. A newer Podman ignores this file and creates the network.
  const network = {
    cniVersion: '0.4.0',
    name: bridge.name,
    plugins: [
      {
        type: 'bridge',
        bridge: bridge.name,
        isGateway: true,
        ipMasq: true,
        ipam: {
          type: 'host-local',
          dataDir: join(folder, 'addresses'),
          routes: [{ dst: '0.0.0.0/0' }],
          ranges: [[{ subnet }]],
        },
      },
      { type: 'firewall' },
    ],
  }
  await writeFile(join(networks, `${bridge.name}.conflist`), JSON.stringify(network))
  const settings = [
    '[engine]',
    // The default directory and the default locks are shared with other Podmans of this machine.
    `tmp_dir = "${join(folder, 'tmp')}"`,
    'lock_type = "file"',
    // Podman's default limits may exceed those of this process.
    '[containers]',
    'default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]',
    '[network]',
    `default_network = "${bridge.name}"`,
    `default_subnet = "${subnet}"`,
    `network_config_dir = "${networks}"`,
  ]
  // Docker uses HTTP for registries on loopback. Podman does so only if this says so.
  const registries = ['[[registry]]', 'prefix = "127.0.0.1"', 'location = "127.0.0.1"', 'insecure = true']
  const files = { CONTAINERS_CONF: settings, CONTAINERS_REGISTRIES_CONF: registries }
  const env: Record<string, string> = {}
  for (const [variable, lines] of Object.entries(files)) {
    env[variable] = join(folder, `${variable}.conf`)
    await writeFile(env[variable], `${lines.join('\n')}\n`)
  }
  return env
}
