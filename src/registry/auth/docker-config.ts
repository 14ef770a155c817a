import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as v from 'valibot'
import { type ProcessEnvironment, startFolder } from '../../command/environment.ts'
import { type CommandOutput, ExcessiveOutput, runCommand } from '../../command/run.ts'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { isDockerHub } from '../client/addresses.ts'
import type { Credential, Credentials } from './authorization.ts'

const Text = v.string('is not a string')
const LoginSchema = v.object(
  {
    auth: v.optional(Text),
    username: v.optional(Text),
    password: v.optional(Text),
    identitytoken: v.optional(Text),
  },
  'is not an object',
)
type Login = v.InferOutput<typeof LoginSchema>

const ConfigSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object(
    {
      auths: v.nullish(v.record(Text, v.nullish(LoginSchema), 'is not an object')),
      credsStore: v.nullish(Text),
      credHelpers: v.nullish(v.record(Text, Text, 'is not an object')),
    },
    'is not an object',
  ),
)
type Config = v.InferOutput<typeof ConfigSchema>

/** Reads the file. Error messages never quote its content, because it contains secrets. */
const readConfig = async (path: string): Promise<Config> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (isSystemError(cause, 'ENOENT', 'ENOTDIR')) return {}
    throw new Failure(`Could not read Docker's configuration: ${messageOf(cause)}`, { cause })
  }
  const result = v.safeParse(ConfigSchema, text, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  if (issue.type === 'parse_json') {
    throw new Failure(`Docker's configuration ${path} is not JSON. Correct the file, or log in again.`)
  }
  const place = printable(v.getDotPath(issue) ?? 'its root')
  throw new Failure(`Docker's configuration ${path} is malformed: ${place} ${issue.message}.`)
}

/** The key of a registry's login in Docker's configuration. */
const serverOf = (registry: string): string =>
  isDockerHub(registry) ? 'https://index.docker.io/v1/' : registry

const namesOf = (registry: string): readonly string[] =>
  isDockerHub(registry) ? ['index.docker.io', 'docker.io', 'registry-1.docker.io'] : [registry]

const hostOf = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/.*$/, '')

/**
 * Finds the entry for a repository: first the one with the longest namespace (`ghcr.io/me/app`, then `ghcr.io/me`), as in
 * Podman's files, then the one for the registry, by Docker's name for it, its host, or any address at that host.
 * https://github.com/containers/image/blob/v5.36.2/docs/containers-auth.json.5.md
 */
const findEntry = <Value>(
  entries: Readonly<Record<string, Value>> | null | undefined,
  registry: string,
  repository = '',
): Value | undefined => {
  const all = Object.entries(entries ?? {})
  const names = namesOf(registry)
  const parts = repository.split('/')
  const namespaces = parts.map((_, nth) => parts.slice(0, parts.length - nth).join('/'))
  const keys = [
    ...namespaces.flatMap((namespace) => names.map((name) => `${name}/${namespace}`)),
    ...[serverOf(registry), ...names, ...names.map((name) => `https://${name}`)],
  ]
  const exact = keys.flatMap((key) => all.filter(([candidate]) => candidate === key))
  // A namespace is not an address: a login for another namespace is not for this repository.
  const isAddress = (key: string): boolean =>
    names.includes(hostOf(key)) && (repository === '' || /^https?:\/\/|^[^/]*\/(?:v[12]\/?)?$/.test(key))
  const [, value] = exact[0] ?? all.find(([key]) => isAddress(key)) ?? []
  return value
}

const credentialOf = (login: Login, registry: string, path: string): Credential | undefined => {
  if (login.identitytoken) return { identityToken: login.identitytoken }
  if (login.auth) {
    const text = Buffer.from(login.auth, 'base64').toString('utf8')
    const colon = text.indexOf(':')
    if (colon < 1) {
      throw new Failure(
        `Docker's configuration ${path} has a malformed "auth" for ${registry}: it must be name:password in Base64. ` +
          `Log in again: docker login ${registry}`,
      )
    }
    // Docker pads passwords with zero bytes.
    return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/^\0+|\0+$/g, '') }
  }
  if (login.username && login.password) return { username: login.username, password: login.password }
  return undefined
}

// In milliseconds. A helper may wait for the user to answer a question.
const timeLimit = 60_000

// The helpers' messages: https://github.com/docker/docker-credential-helpers/blob/v0.9.3/credentials/error.go
const unknownServer = /credentials not found in native keychain|no credentials (?:server URL|username)/i

const AnswerSchema = v.pipe(v.string(), v.parseJson(), v.object({ Username: v.string(), Secret: v.string() }))

/**
 * Asks a credential helper (`docker-credential-NAME`) for the credential of a server; undefined if it has none. Throws a
 * Failure if the helper fails, and the signal's reason after an abort. Messages contain its output only if that is not a
 * credential.
 * https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol
 */
const askHelper = async (
  name: string,
  server: string,
  environment: ProcessEnvironment,
  signal?: AbortSignal,
): Promise<Credential | undefined> => {
  const program = `docker-credential-${name}`
  const advice = `Check credHelpers and credsStore in Docker's config.json, and that "${program} get" works.`
  // Only plain names are searched on PATH.
  if (!/^[\w.-]+$/.test(name))
    throw new Failure(`"${printable(name)}" is not the name of a credential helper. ${advice}`)
  const timeout = AbortSignal.timeout(timeLimit)
  let ending: CommandOutput
  try {
    ending = await runCommand(program, ['get'], {
      environment,
      input: server,
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    })
  } catch (cause) {
    signal?.throwIfAborted()
    const what =
      cause === timeout.reason
        ? `The credential helper ${program} did not respond within ${timeLimit / 1000} s when asked for ${server}`
        : cause instanceof ExcessiveOutput
          ? `The credential helper ${program} did not stop writing when asked for ${server}`
          : `Could not start the credential helper ${program}`
    throw new Failure(`${what}. ${advice}`, { cause })
  }
  const { code, stdout, stderr } = ending
  const answer = v.safeParse(AnswerSchema, stdout)
  if (code === 0 && answer.success) {
    const { Username: username, Secret: secret } = answer.output
    return username === '<token>' ? { identityToken: secret } : { username, password: secret }
  }
  if (code !== 0 && unknownServer.test(stdout + stderr)) return undefined
  const words = code === undefined || code === 0 || answer.success ? '' : printable(`${stderr} ${stdout}`)
  const ended = code === 0 ? 'returned an unreadable answer' : `ended with ${code ?? 'a signal'}`
  throw new Failure(
    `The credential helper ${program} ${ended} when asked for ${server}${words && `: ${words}`}. ${advice}`,
  )
}

/**
 * The credentials that `docker login` stored in a folder's `config.json`: from the registry's own helper, or else from the
 * common helper, or else from the file itself. A file that `REGISTRY_AUTH_FILE` names, as for Podman, skopeo and buildah,
 * comes first. The files are read at the first call, which throws a Failure if a file is malformed or a helper fails.
 *
 * `environment` is the step's; helpers run with the part that commands may see. The signal ends them.
 * https://docs.docker.com/reference/cli/docker/login/#credential-stores
 */
export const dockerCredentials = (
  folder: string,
  environment: ProcessEnvironment,
  signal?: AbortSignal,
): Credentials => {
  const podman = environment['REGISTRY_AUTH_FILE']
  const files = [...(podman ? [resolve(startFolder, podman)] : []), join(folder, 'config.json')]
  const configs = new Map<string, Promise<Config>>()
  const inFile = async (
    path: string,
    registry: string,
    repository: string | undefined,
  ): Promise<Credential | undefined> => {
    const reading = configs.get(path) ?? readConfig(path)
    configs.set(path, reading)
    const { auths, credsStore, credHelpers } = await reading
    const helper = findEntry(credHelpers, registry) ?? credsStore
    if (helper) return askHelper(helper, serverOf(registry), environment, signal)
    const login = findEntry(auths, registry, repository)
    return login ? credentialOf(login, registry, path) : undefined
  }
  return {
    of: async (registry, repository) => {
      for (const path of files) {
        const credential = await inFile(path, registry, repository)
        if (credential !== undefined) return credential
      }
      return undefined
    },
  }
}
