import * as v from 'valibot'
import { formatPlatform, type Platform, parsePlatform } from '../image/platform.ts'
import { parseDocument } from '../json/document.ts'
import type { DockerClient } from './command.ts'
import { EngineRefusal } from './refusal.ts'

const InspectedImageSchema = v.looseObject({
  Id: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, 'is not an image id')),
  /** Empty if the containerd image store has the name for another platform only. */
  Os: v.string(),
  Architecture: v.string(),
  Variant: v.nullish(v.string()),
  /** References by digest, of the repositories that the image was pulled from. */
  RepoDigests: v.nullish(v.array(v.string())),
  Config: v.nullish(
    v.looseObject({
      Env: v.nullish(v.array(v.string())),
      Labels: v.nullish(v.record(v.string(), v.string())),
    }),
  ),
})

/** One image of the answer to `docker image inspect`. */
export type InspectedImage = v.InferOutput<typeof InspectedImageSchema>

/** The platform of an image in the engine. */
export const platformOf = ({ Os, Architecture, Variant }: InspectedImage): Platform => ({
  os: Os,
  architecture: Architecture,
  ...(Variant ? { variant: Variant } : {}),
})

/**
 * Describes an image in the engine by its name or ID, and by its platform if one is given. Undefined if the engine does
 * not have the image. Throws an EngineRefusal if the engine refuses the request.
 */
export const inspectImage = async (
  docker: DockerClient,
  name: string,
  {
    platform,
    signal,
  }: { readonly platform?: Platform | undefined; readonly signal?: AbortSignal | undefined },
): Promise<InspectedImage | undefined> => {
  // Selects one of several images with the same name. Engines before 28 do not support this.
  const choice = platform === undefined ? [] : ['--platform', formatPlatform(platform)]
  try {
    const answer = await docker.exec(['image', 'inspect', ...choice, name], signal)
    const [image] = parseDocument(
      v.tuple([InspectedImageSchema]),
      answer,
      "engine's description of the image",
    )
    return image
  } catch (error) {
    if (error instanceof EngineRefusal && /no such (?:image|object)/i.test(error.message)) return undefined
    throw error
  }
}

/** The platform of an engine's containers. */
export const enginePlatform = async (docker: DockerClient, signal?: AbortSignal): Promise<Platform> =>
  parsePlatform(
    (await docker.exec(['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'], signal)).trim(),
  )
