import * as v from 'valibot'
import { readToml } from '../../json/toml.ts'
import { Failure } from '../../message/failure.ts'
import { type Buildpack, checkBuildpack } from './buildpack.ts'

/** https://github.com/buildpacks/spec/blob/main/buildpack.md#buildpacktoml-toml */
export const buildpackFile = 'buildpack.toml'

/** Buildpacks of it are Dockerfiles. https://github.com/buildpacks/spec/blob/main/image_extension.md */
export const extensionFile = 'extension.toml'

const Schema = v.looseObject({
  api: v.optional(v.string()),
  buildpack: v.optional(v.looseObject({ id: v.optional(v.string()), version: v.optional(v.string()) })),
})

/** Reads a buildpack.toml, which lies in `source`. */
export const readBuildpackToml = (bytes: Uint8Array, source: string): Buildpack => {
  const { api, buildpack } = readToml(Schema, bytes, `${source}/${buildpackFile}`)
  return checkBuildpack({ ...buildpack, api }, source)
}

/** That something is no buildpack, and what it is instead, as far as that can be told. */
export const noBuildpack = (source: string, has: (name: string) => boolean): Failure =>
  has(extensionFile)
    ? new Failure(
        `${source} is an image extension, not a buildpack: the lifecycle cannot extend images in a layout. ` +
          'Build without it.',
      )
    : new Failure(
        `${source} is no buildpack: it has no ${buildpackFile} at its top, and is no package of buildpacks either. ` +
          'Name the folder with that file, or an archive of what is in that folder.',
      )
