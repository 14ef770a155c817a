import assert from 'node:assert/strict'
import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { JobContainer } from '../../lab/driving/job-container.ts'
import type { ActionResult } from '../../lab/driving/runner.ts'
import { makeBuilder } from '../../lab/images/builder.ts'
import { type PackageManager, toolchain } from '../../lab/images/toolchains.ts'
import { run } from '../../lab/tools/command.ts'
import { exists, root } from '../../lab/tools/folder.ts'
import { build, lab, openJobContainer, openWorkspace, type Workspace } from './build.ts'

/** An app whose builds run a real package manager and share a build cache. */
export interface ManagedApp {
  /** Changes a file of the app. */
  readonly write: (name: string, text: string) => Promise<void>
  readonly build: () => Promise<ActionResult>
  /** Builds a copy of the app in another workspace without a previous build, and asserts that it has the digest. */
  readonly reproduce: (digest: string | undefined) => Promise<void>
  /** Does the same in a job's container, for files of another user and with another umask. */
  readonly reproduceInJobContainer: (digest: string | undefined) => Promise<void>
}

export const openManagedApp = async (
  t: TestContext,
  manager: PackageManager,
  files: Readonly<Record<string, string>>,
): Promise<ManagedApp> => {
  const { folder, app, ...workspace } = await openWorkspace(t, files)
  const builder = await makeBuilder({
    name: `lab/builder-e2e-managers:${manager}`,
    base: 'debian',
    lifecycle: 'newest',
    runImage: lab.runImages.debian.docker,
    buildpacks: [join(root, 'lab', 'buildpacks', 'managers')],
    ...(await toolchain(manager)),
  })
  await mkdir(join(folder, 'bindings', 'machine'), { recursive: true })
  await writeFile(join(folder, 'bindings', 'machine', 'type'), 'ca-certificates')
  await copyFile(certificates(), join(folder, 'bindings', 'machine', 'machine.pem'))
  const settings = join(homedir(), '.m2', 'settings.xml')
  if (manager === 'maven' && (await exists(settings))) {
    await copyFile(settings, join(folder, 'bindings', 'machine', 'settings.xml'))
  }
  const inputs = {
    builder,
    'run-image': lab.runImages.debian.docker,
    network: 'host',
    bindings: 'bindings',
    env: await registryVariables(manager),
  }
  const start = (
    place: Workspace,
    more: Readonly<Record<string, string>>,
    options: { readonly container?: JobContainer } = {},
  ) => build(place, { ...inputs, ...more }, { env: proxyVariables(), ...options })
  const copyApp = async (): Promise<Workspace> => {
    const other = await openWorkspace(t, {})
    await cp(app, other.app, { recursive: true })
    await cp(join(folder, 'bindings'), join(other.folder, 'bindings'), { recursive: true })
    return other
  }
  return {
    write: (name, text) => writeFile(join(app, name), text),
    build: () => start({ folder, app, ...workspace }, { 'build-cache': join(folder, '..', 'build-cache') }),
    reproduce: async (digest) => {
      const { outputs } = await start(await copyApp(), { reproduces: digest ?? '' })
      assert.equal(outputs['reproduced'], 'true')
    },
    reproduceInJobContainer: async (digest) => {
      const other = await copyApp()
      await run('chown', ['-R', '1234:1234', other.app])
      const container = await openJobContainer(t, other, builder, { umask: '077' })
      const inJob = { builder: '', network: '', reproduces: digest ?? '' }
      const { outputs } = await start(other, inJob, { container })
      assert.equal(outputs['reproduced'], 'true')
    },
  }
}

// Debian's path. Machines with their own CA tell Node and Go in these variables.
const certificates = (): string =>
  process.env['NODE_EXTRA_CA_CERTS'] ?? process.env['SSL_CERT_FILE'] ?? '/etc/ssl/certs/ca-certificates.crt'

/** The package registry that this machine uses, as lines for the input `env`. Maven's is in a binding. */
const registryVariables = async (manager: PackageManager): Promise<string> => {
  if (manager === 'npm' || manager === 'pnpm') {
    return `NPM_CONFIG_REGISTRY=${await setting('npm', 'config', 'get', 'registry')}`
  }
  if (manager === 'pip') {
    // Machines without pip, and without a configured index, use the default.
    const index = await setting('pip', 'config', 'get', 'global.index-url').catch(() => '')
    return index === '' ? '' : `PIP_INDEX_URL=${index}`
  }
  if (manager === 'maven') return ''
  const names = ['GOPROXY', 'GOSUMDB', 'GONOSUMDB', 'GOPRIVATE', 'GONOPROXY', 'GOINSECURE']
  const lines = await Promise.all(names.map(async (name) => `${name}=${await setting('go', 'env', name)}`))
  return lines.join('\n')
}

const setting = async (command: string, ...args: readonly string[]): Promise<string> =>
  (await run(command, args, { cwd: root })).trim()

const proxyVariables = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && /^(?:https?|no)_proxy$/i.test(name) ? [[name, value]] : [],
    ),
  )

/** Returns the lines that the buildpack printed about a layer or a program. */
export const managerLines = ({ log }: ActionResult): readonly string[] =>
  [...log.matchAll(/Package managers: (.*)/g)].map(([, line = '']) => line)

/** Returns the last parts of the paths that matched in the log of a package manager, sorted. */
export const downloadsIn = ({ log }: ActionResult, pattern: RegExp): readonly string[] =>
  [...log.matchAll(pattern)].map(([, name = '']) => name).sort()

/** Asserts that a build reused everything: the digest is the same, and nothing was saved again. */
export const assertNothingNew = (second: ActionResult, first: ActionResult): void => {
  assert.equal(second.outputs['digest'], first.outputs['digest'])
  assert.equal(second.outputs['build-cache-hit'], 'true')
  assert.match(second.log, /Build cache: .*, unchanged/)
}
