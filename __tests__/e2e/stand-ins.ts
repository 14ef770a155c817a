import assert from 'node:assert/strict'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openFolder } from './workflow.ts'

interface StandIn {
  readonly inputs: readonly string[]
  /** An ES module that finds its inputs in the environment. */
  readonly script: string
}

/** What others' actions do for a workflow, as far as an example has it done; there is no network to fetch them. */
const standIns = {
  /** The official client, called as that action calls it for one name. */
  'actions/download-artifact': {
    inputs: ['name', 'path'],
    script: `
      import { DefaultArtifactClient } from ${JSON.stringify(import.meta.resolve('@actions/artifact'))}
      const client = new DefaultArtifactClient()
      const { artifact } = await client.getArtifact(process.env.INPUT_NAME)
      const { digestMismatch } = await client.downloadArtifact(artifact.id, {
        path: process.env.INPUT_PATH,
        expectedHash: artifact.digest,
      })
      process.exit(digestMismatch ? 1 : 0)`,
  },
  /** A token that opens nothing. */
  'actions/create-github-app-token': {
    inputs: ['client-id', 'private-key', 'permission-contents'],
    script: `
      import { appendFileSync } from 'node:fs'
      appendFileSync(process.env.GITHUB_OUTPUT, 'token=app-token\\n')`,
  },
  /** `docker login`, which is what that action runs for a user and a password; it logs out at the end of the job, too. */
  'docker/login-action': {
    inputs: ['registry', 'username', 'password'],
    script: `
      import { spawnSync } from 'node:child_process'
      const { INPUT_REGISTRY, INPUT_USERNAME, INPUT_PASSWORD } = process.env
      const { status } = spawnSync(
        'docker',
        ['login', '--username', INPUT_USERNAME, '--password-stdin', INPUT_REGISTRY],
        { input: INPUT_PASSWORD, stdio: ['pipe', 'inherit', 'inherit'] },
      )
      process.exit(status ?? 1)`,
  },
  /** Signs nothing, but says what it would. */
  'actions/attest': {
    inputs: ['subject-name', 'subject-digest', 'subject-path', 'sbom-path'],
    script: `
      import { readFileSync } from 'node:fs'
      const { 'INPUT_SUBJECT-NAME': name, 'INPUT_SUBJECT-DIGEST': digest, 'INPUT_SBOM-PATH': path } = process.env
      const subject = process.env['INPUT_SUBJECT-PATH'] || name + '@' + digest
      const sbom = path && JSON.parse(readFileSync(path, 'utf8'))
      const what = path ? sbom.bomFormat + ' ' + sbom.serialNumber : 'provenance'
      console.log(what + ', of ' + subject)`,
  },
} as const satisfies Readonly<Record<string, StandIn>>

/** A folder that stands in for an action of others, by what a workflow says of it: `docker/login-action@…`. */
export const standInFor = async (
  t: TestContext,
  workflow: string,
  action: keyof typeof standIns,
): Promise<Readonly<Record<string, string>>> => {
  const [, used] = new RegExp(`uses: (${action}@\\S+)`).exec(await readFile(workflow, 'utf8')) ?? []
  assert.ok(used, `${workflow} does not use ${action}`)
  const folder = await openFolder(t)
  const { inputs, script } = standIns[action]
  const declared = inputs.map((input) => `${input}: { required: false }`).join(', ')
  await writeFile(
    join(folder, 'action.yml'),
    `name: ${action}\ninputs: { ${declared} }\nruns: { using: node24, main: index.mjs }\n`,
  )
  await writeFile(join(folder, 'index.mjs'), `${script}\n`)
  return { [used]: folder }
}

/** A folder with a command for PATH that is not on this machine, or must not do what it does: a script of the shell. */
export const commandFor = async (t: TestContext, name: string, script: string): Promise<string> => {
  const folder = await openFolder(t)
  await writeFile(join(folder, name), `#!/bin/sh\nset -eu\n${script}`)
  await chmod(join(folder, name), 0o755)
  return folder
}
