import { formatPlatform, type Platform } from '../image/platform.ts'
import { Failure } from '../message/failure.ts'
import type { DockerClient } from './command.ts'
import { EngineRefusal } from './refusal.ts'

const heartbeat = 30_000

/**
 * Pulls the image of a builder with the engine, for the engine's platform by default. Reports the start and the progress to
 * `note`. Throws a Failure that explains the engine's refusal.
 */
export const pullImage = async (
  docker: DockerClient,
  name: string,
  platform: Platform | undefined,
  note: (message: string) => void,
  signal?: AbortSignal,
): Promise<void> => {
  const choice = platform === undefined ? [] : ['--platform', formatPlatform(platform)]
  const began = Date.now()
  note(`Pulling the builder ${name}`)
  const timer = setInterval(
    () => note(`Still pulling the builder ${name}, for ${Math.round((Date.now() - began) / 1000)} s`),
    heartbeat,
  )
  try {
    await docker.run(['pull', '--quiet', ...choice, name], signal)
  } catch (error) {
    if (error instanceof EngineRefusal) throw explainPull(error, name, platform)
    throw error
  } finally {
    clearInterval(timer)
  }
}

/** Messages of engines when a pull fails, and what they mean. The first match counts. */
const pullFailures: readonly (readonly [RegExp, string])[] = [
  [
    /toomanyrequests|too many requests|rate limit|\b429\b/i,
    'its registry allows no more pulls for now. Log in to the registry before this step, or wait and run it again.',
  ],
  [
    /no matching manifest|no match for platform|no image found in manifest list|no image found in image index|does not match the specified platform|cannot be used on this platform/i,
    'it does not exist for the platform. Choose one that does, or another platform.',
  ],
  [
    // The classic image store keeps one platform under a digest, which it does not replace.
    /cannot overwrite digest/i,
    'the engine has this digest for another platform already. Remove that image with "docker image rm", or name the builder by a tag or by the digest of the platform’s own manifest.',
  ],
  [
    /manifest (?:for .* )?(?:not found|unknown)|name unknown|repository .* not found|:\s*not found$/i,
    'its registry has no such image. Check the name and the tag.',
  ],
  [
    /repository does not exist or may require/i,
    'it does not exist, or needs a login. Check the name, or log in to its registry before this step.',
  ],
  [
    /unauthorized|denied|forbidden|no basic auth credentials|authentication required/i,
    'its registry refuses access. Log in to the registry before this step with an account that may read it.',
  ],
  [
    /dial tcp|no such host|timeout|connection re(?:fused|set)|x509|tls|http response to https|\beof\b|unavailable/i,
    'its registry cannot be reached from the Docker engine. Check the name and the network.',
  ],
]

const explainPull = (cause: EngineRefusal, name: string, platform: Platform | undefined): Failure => {
  const [, reason] = pullFailures.find(([pattern]) => pattern.test(cause.message)) ?? []
  const what = `${name}${platform === undefined ? '' : ` for ${formatPlatform(platform)}`}`
  return new Failure(
    `Could not pull the builder ${what}: ${reason ?? 'the Docker engine refused. See below what it said.'}`,
    { cause, detail: [cause.message] },
  )
}
