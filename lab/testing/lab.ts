import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { Failure } from '../../src/message/failure.ts'
import { labFolder } from '../tools/folder.ts'

const RunImagesSchema = v.object({
  docker: v.string(),
  oci: v.string(),
  mixed: v.string(),
  'multi-platform': v.string(),
})
const BuildersSchema = v.object({ newest: v.string(), oldest: v.string() })

const LayoutsSchema = v.object({ full: v.string(), sparse: v.string() })

const LabSchema = v.object({
  /** The engine's address, as in DOCKER_HOST. */
  dockerHost: v.string(),
  /** The shared registry, without authentication, with its log for `readRequests`. */
  registry: v.object({ address: v.string(), accessLog: v.string() }),
  /** References of the run images in the shared registry, by base and kind. */
  runImages: v.object({ tiny: RunImagesSchema, debian: RunImagesSchema }),
  /** Names of the builders in the engine, by base and lifecycle version. Their run image has Docker's media types. */
  builders: v.object({ tiny: BuildersSchema, debian: BuildersSchema }),
  /** Directories of the layouts from `buildLayouts`. Tests copy a layout before they change it. */
  layouts: v.object({
    ...LayoutsSchema.entries,
    platforms: v.object({ amd64: LayoutsSchema, arm64: LayoutsSchema }),
  }),
  /** Commands, as paths or as names on PATH. */
  tools: v.object({
    act: v.string(),
    actionlint: v.string(),
    crane: v.string(),
    regctl: v.string(),
    skopeo: v.string(),
    umoci: v.string(),
  }),
})

/** The services that `npm test` starts for the tests. */
export type Lab = v.InferOutput<typeof LabSchema>

const variable = 'LAB'

/** Makes the lab available to this process's children. */
export const publishLab = async (lab: Lab): Promise<void> => {
  const file = join(labFolder, 'lab.json')
  await writeFile(file, JSON.stringify(lab, undefined, 2))
  process.env[variable] = file
}

/** Opens the lab in a test that `npm test` runs. Throws a Failure otherwise. */
export const openLab = async (): Promise<Lab> => {
  const file = process.env[variable]
  if (file === undefined) {
    throw new Failure('End-to-end tests need the lab. Run them with "npm test -- FILE".')
  }
  return v.parse(LabSchema, JSON.parse(await readFile(file, 'utf8')))
}
