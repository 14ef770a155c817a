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
  /** DOCKER_HOST is set to it as well. */
  dockerHost: v.string(),
  /** The shared registry, without authentication; `readRequests` reads its log. */
  registry: v.object({ address: v.string(), accessLog: v.string() }),
  /** References in the shared registry, by base and kind. */
  runImages: v.object({ tiny: RunImagesSchema, debian: RunImagesSchema }),
  /** Names in the engine, by base and version of the lifecycle; their run image is the one with Docker's types. */
  builders: v.object({ tiny: BuildersSchema, debian: BuildersSchema }),
  /** Folders of layouts that `buildLayouts` has built; tests copy one to change it. */
  layouts: v.object({
    ...LayoutsSchema.entries,
    platforms: v.object({ amd64: LayoutsSchema, arm64: LayoutsSchema }),
  }),
  /** Commands, by path or by name on PATH. */
  tools: v.object({
    act: v.string(),
    actionlint: v.string(),
    crane: v.string(),
    regctl: v.string(),
    skopeo: v.string(),
    umoci: v.string(),
  }),
})

/** What `npm test` has brought up for the tests. */
export type Lab = v.InferOutput<typeof LabSchema>

const variable = 'LAB'

/** Lets this process's children open the lab. */
export const publishLab = async (lab: Lab): Promise<void> => {
  const file = join(labFolder, 'lab.json')
  await writeFile(file, JSON.stringify(lab, undefined, 2))
  process.env[variable] = file
}

/** The lab, in a test that `npm test` runs; throws a Failure anywhere else. */
export const openLab = async (): Promise<Lab> => {
  const file = process.env[variable]
  if (file === undefined) {
    throw new Failure('End-to-end tests need the lab: start them with "npm test -- FILE".')
  }
  return v.parse(LabSchema, JSON.parse(await readFile(file, 'utf8')))
}
