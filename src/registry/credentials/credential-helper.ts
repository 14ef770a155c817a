import { spawn } from 'node:child_process'
import * as v from 'valibot'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import type { Environment } from '../http/proxy.ts'
import type { Credential } from './credential.ts'

const outputLimit = 1024 * 1024
const timeLimit = 60_000

// The helpers' own words: https://github.com/docker/docker-credential-helpers/blob/v0.9.3/credentials/error.go
const unknownServer = /credentials not found in native keychain|no credentials (?:server URL|username)/i

const AnswerSchema = v.object({ Username: v.string(), Secret: v.string() })

interface Ending {
  readonly code: number | null
  readonly output: string
  readonly complaint: string
}

const run = (program: string, input: string, environment: Environment): Promise<Ending> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], { env: environment, stdio: 'pipe' })
    const texts = { output: '', complaint: '' }
    // What the helper started may outlive it and hold its output open: that end is closed as well.
    const stop = () => {
      child.kill('SIGKILL')
      child.stdout.destroy()
      child.stderr.destroy()
    }
    const timer = setTimeout(stop, timeLimit)
    const collect = (name: keyof typeof texts) => (chunk: string) => {
      texts[name] += chunk
      if (texts[name].length > outputLimit) stop()
    }
    child.stdout.setEncoding('utf8').on('data', collect('output'))
    child.stderr.setEncoding('utf8').on('data', collect('complaint'))
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, ...texts })
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })

const readAnswer = (output: string): v.InferOutput<typeof AnswerSchema> | undefined => {
  try {
    const answer = v.safeParse(AnswerSchema, JSON.parse(output))
    return answer.success ? answer.output : undefined
  } catch {
    return undefined
  }
}

/**
 * Asks a credential helper (`docker-credential-NAME`) for the credential of a server; undefined where it has none.
 * Throws a Failure that names the helper where it does not work. Its output is shown only where it holds no answer.
 * https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol
 */
export const askHelper = async (
  name: string,
  server: string,
  environment: Environment,
): Promise<Credential | undefined> => {
  const program = `docker-credential-${name}`
  const advice = `Check credHelpers and credsStore in Docker's config.json, and that «${program} get» works.`
  // Only a plain name is looked for on the PATH.
  if (!/^[\w.-]+$/.test(name)) throw new Failure(`«${printable(name)}» is no credential helper. ${advice}`)
  let ending: Ending
  try {
    ending = await run(program, server, environment)
  } catch (cause) {
    throw new Failure(`Could not start the credential helper ${program}. ${advice}`, { cause })
  }
  const { code, output, complaint } = ending
  const answer = readAnswer(output)
  if (code === 0 && answer !== undefined) {
    return answer.Username === '<token>'
      ? { identityToken: answer.Secret }
      : { username: answer.Username, password: answer.Secret }
  }
  if (code !== 0 && unknownServer.test(output + complaint)) return undefined
  const words = code === null || code === 0 || answer !== undefined ? '' : printable(`${complaint} ${output}`)
  const ended = code === 0 ? 'gave no readable answer' : `ended with ${code === null ? 'a signal' : code}`
  throw new Failure(
    `The credential helper ${program} ${ended} when asked for ${server}${words && `: ${words}`}. ${advice}`,
  )
}
