import { mkdir, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { Failure } from '../../src/message/failure.ts'
import { run } from './command.ts'
import { exists } from './folder.ts'
import { step } from './progress.ts'

/** Commands from Debian and the packages that each needs. */
const packages = {
  // The browser's package does not include fonts.
  chromium: ['chromium', 'fonts-liberation'],
  debootstrap: 'debootstrap',
  'docker-registry': 'docker-registry',
  dockerd: 'docker.io',
  ip: 'iproute2',
  openssl: 'openssl',
  podman: 'podman',
  // For compiling against libseccomp.
  scmp_sys_resolver: ['seccomp', 'libseccomp-dev', 'gcc', 'libc6-dev', 'pkg-config'],
  skopeo: 'skopeo',
  umoci: 'umoci',
} as const

export type DebianCommand = keyof typeof packages

/**
 * Installs the packages of missing commands.
 *
 * Throws a Failure if that is not possible: without root, or not on Debian.
 */
export const debianCommands = async (...commands: readonly DebianCommand[]): Promise<void> => {
  // Debian puts servers into sbin, which is not on every user's PATH.
  process.env['PATH'] = [...new Set([...searchPath(), '/usr/sbin', '/sbin'])].join(delimiter)
  const found = await Promise.all(commands.map(onPath))
  const missing = commands.filter((_, index) => !found[index]).flatMap((command) => packages[command])
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !(await onPath('apt-get'))) {
    throw new Failure(
      `Missing on this machine: ${missing.join(', ')}. Install ${missing.length === 1 ? 'it' : 'them'}, or run this as root on Debian to install automatically.`,
    )
  }
  await step(`Debian packages: ${missing.join(', ')}`, async () => {
    await updateLists()
    await run('apt-get', ['install', '--yes', '--no-install-recommends', ...missing], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    })
  })
}

/** Unpacks a Debian package into a new directory without installing it. */
export const unpackPackage = async (name: string, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  // apt downloads as its own user, which cannot write to every directory.
  const download = ['-o', 'APT::Sandbox::User=root', 'download', name]
  await run('apt-get', download, { cwd: folder }).catch(async () => {
    await updateLists()
    await run('apt-get', download, { cwd: folder })
  })
  const archive = (await readdir(folder)).find((file) => file.endsWith('.deb'))
  if (archive === undefined) throw new Failure(`Debian's package ${name} could not be downloaded.`)
  await run('dpkg-deb', ['--extract', archive, '.'], { cwd: folder })
}

/** Whether a command is on PATH. */
export const onPath = async (command: string): Promise<boolean> => {
  for (const folder of searchPath()) if (await exists(join(folder, command))) return true
  return false
}

const searchPath = (): readonly string[] => (process.env['PATH'] ?? '').split(delimiter)

let updated: Promise<unknown> | undefined

// A missing package list, for example of a third-party source, matters only if the installation fails.
const updateLists = (): Promise<unknown> => {
  updated ??= run('apt-get', ['update']).catch(() => undefined)
  return updated
}
