import * as v from 'valibot'
import { formatPlatform, type Platform, parsePlatform } from '../image/platform.ts'
import { parseDocument } from '../json/document.ts'
import { Failure } from '../message/failure.ts'
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

/** Reads the answer of the engine to `docker image inspect` for one image. Throws a Failure if it is malformed. */
export const parseInspectedImage = (json: string): InspectedImage => {
  const [image] = parseDocument(v.array(InspectedImageSchema), json, "engine's description of the image")
  if (image === undefined) throw new Failure("The engine's description of the image is empty.")
  return image
}

/** The platform of an image in the engine. */
export const platformOf = ({ Os, Architecture, Variant }: InspectedImage): Platform => ({
  os: Os,
  architecture: Architecture,
  ...(Variant ? { variant: Variant } : {}),
})

/** Selects one of several images with the same name. Engines before 28 do not support this. */
const platformArguments = (platform: Platform | undefined): readonly string[] =>
  platform === undefined ? [] : ['--platform', formatPlatform(platform)]

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
  try {
    const answer = await docker.exec(['image', 'inspect', ...platformArguments(platform), name], signal)
    return parseInspectedImage(answer)
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
