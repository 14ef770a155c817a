import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type DockerClient, dockerClient } from '../../src/docker/command.ts'
import { temporaryFolder } from '../image/image.ts'

/** A stand-in for the docker command, for what an engine cannot be made to say. */
export interface FakeDocker {
  readonly docker: DockerClient
  /** How it was called, one per line. */
  readonly calls: () => Promise<readonly string[]>
  /** A file that the script finds in its working folder `$FAKE`. */
  readonly file: (name: string) => string
}

/** Puts a shell script instead of the docker command. It is called with the arguments, and notes them first. */
export const fakeDocker = async (
  t: TestContext,
  script: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<FakeDocker> => {
  const folder = await temporaryFolder(t)
  const file = (name: string): string => join(folder, name)
  await writeFile(file('docker'), `#!/bin/sh\necho "$*" >> "$FAKE/calls"\n${script}\n`)
  await chmod(file('docker'), 0o755)
  return {
    docker: dockerClient({ ...environment, PATH: `${folder}:${process.env['PATH']}`, FAKE: folder }),
    calls: async () => (await readFile(file('calls'), 'utf8')).trim().split('\n'),
    file,
  }
}

/** A script that complains, and fails. */
export const complaining = (text: string): string => `cat >&2 <<'END'\n${text}\nEND\nexit 1`
