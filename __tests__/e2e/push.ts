import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type ActionResult, type ActionRun, runAction } from '../../lab/driving/runner.ts'
import {
  type RegistryAuthentication,
  startCraneRegistry,
  startRegistry,
} from '../../lab/services/registry.ts'
import { credentials } from '../../lab/services/token-server.ts'
import { type FailedBuild, failure, type Workspace } from './build.ts'
import { openFolder } from './workflow.ts'

export const pushRun = (
  { folder, temp }: Workspace,
  inputs: Readonly<Record<string, string>>,
  options: Partial<ActionRun> = {},
): ActionRun => ({
  action: 'push',
  inputs: { path: 'out/my-app', digest: 'any', ...inputs },
  workspace: folder,
  temp,
  ...options,
})

/** A push that must succeed. */
export const push = async (
  workspace: Workspace,
  inputs: Readonly<Record<string, string>>,
  options?: Partial<ActionRun>,
): Promise<ActionResult> => {
  const result = await runAction(pushRun(workspace, inputs, options))
  assert.equal(result.exitCode, 0, `${result.log}\n${result.stderr}`)
  assert.equal(result.stderr, '')
  return result
}

/** A push that must fail as expected errors do. */
export const failedPush = async (
  workspace: Workspace,
  inputs: Readonly<Record<string, string>>,
  options?: Partial<ActionRun>,
): Promise<FailedBuild> => failure(await runAction(pushRun(workspace, inputs, options)))

/** The environment of a step whose Docker configuration has a login. */
export const loggedIn = async (
  t: TestContext,
  registry: string,
  password: string = credentials.password,
): Promise<Readonly<Record<string, string>>> => {
  const folder = join(await openFolder(t), 'docker')
  const auth = Buffer.from(`${credentials.user}:${password}`).toString('base64')
  await mkdir(folder)
  await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { [registry]: { auth } } }))
  return { DOCKER_CONFIG: folder }
}

/** A registry of the test's own: Debian's by its authentication, or that of crane, which has none. */
export type RegistryKind = RegistryAuthentication | 'crane'

export const openRegistry = async (
  t: TestContext,
  kind: RegistryKind,
): Promise<{ readonly address: string }> => {
  const folder = await openFolder(t)
  const registry = await (kind === 'crane'
    ? startCraneRegistry(folder)
    : startRegistry({ folder, authentication: kind }))
  t.after(() => registry[Symbol.asyncDispose]())
  return registry
}
