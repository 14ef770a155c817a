import { spawn } from 'node:child_process'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../src/message/failure.ts'
import { run } from '../tools/command.ts'
import { debianCommands, unpackPackage } from '../tools/debian.ts'
import { labFolder } from '../tools/folder.ts'
import { step } from '../tools/progress.ts'
import { type Layer, makeLayer } from './layer.ts'
import { type Entry, tarball } from './tarball.ts'

/** The bases of builders and run images: a real Debian of some 50 MB, or only BusyBox for fast tests. */
export type Base = 'debian' | 'tiny'

const folder = join(labFolder, 'base')

/** Returns the base as a layer. The first run creates it. */
export const baseLayer = (base: Base): Promise<Layer> =>
  makeLayer(join(folder, base), base === 'debian' ? debian : tiny)

const debian = () =>
  step('Debian base image', async () => {
    if (process.getuid?.() !== 0) {
      throw new Failure("debootstrap needs root to create the lab's base image. Run this as root.")
    }
    await debianCommands('debootstrap')
    const system = join(folder, 'debian-system')
    await rm(system, { recursive: true, force: true })
    await run('debootstrap', ['--variant=minbase', 'bookworm', system])
    for (const leftover of leftovers) await rm(join(system, leftover), { recursive: true, force: true })
    const sameEachTime = ['--sort=name', '--numeric-owner', '--mtime=@1', '--exclude=./dev/*']
    const archiver = spawn('tar', ['-C', system, ...sameEachTime, '-c', '.'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    archiver.on('close', () => rm(system, { recursive: true, force: true }))
    return archiver.stdout
  })

// Files that depend on this machine or the current time.
const leftovers = [
  ...['var/cache/apt', 'var/cache/ldconfig/aux-cache', 'var/lib/apt/lists', 'var/log', 'run'],
  ...['var/lib/dpkg/status-old', 'var/lib/dpkg/available-old', 'etc/machine-id'],
  ...['etc/resolv.conf', 'etc/hostname', 'etc/passwd-', 'etc/group-', 'etc/shadow-', 'etc/gshadow-'],
]

const tiny = () =>
  step('Tiny base image', async () => {
    const unpacked = join(folder, 'busybox')
    await rm(unpacked, { recursive: true, force: true })
    await unpackPackage('busybox-static', unpacked)
    const file = join(unpacked, 'bin', 'busybox')
    const names = (await run(file, ['--list'])).trim().split('\n')
    const system: readonly Entry[] = [
      ...['bin', 'dev', 'etc', 'home', 'proc', 'sys', 'usr'].map((path) => ({ path, folder: true }) as const),
      { path: 'usr/bin', link: '/bin' },
      { path: 'tmp', folder: true, mode: 0o1777 },
      { path: 'bin/busybox', file, size: (await stat(file)).size, mode: 0o755 },
      ...names.filter((name) => name !== 'busybox').map((name) => ({ path: `bin/${name}`, link: 'busybox' })),
    ]
    return tarball(system)
  })

/** The account files of an image with the CNB user `cnb`. */
export const userEntries = (uid: number, gid: number): readonly Entry[] => [
  {
    path: 'etc/passwd',
    text: `root:x:0:0:root:/root:/bin/sh\n${uid === 0 ? '' : `cnb:x:${uid}:${gid}::/home/cnb:/bin/sh\n`}`,
  },
  { path: 'etc/group', text: `root:x:0:\n${gid === 0 ? '' : `cnb:x:${gid}:\n`}` },
  { path: 'home/cnb', folder: true, uid, gid },
]

/** A run image's layer with the user that its programs run as. */
export const userLayer = (): Promise<Layer> =>
  makeLayer(join(labFolder, 'base', 'user'), async () => tarball(userEntries(1000, 1000)))
