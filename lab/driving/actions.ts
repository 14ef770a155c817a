import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as v from 'valibot'
import { parse } from 'yaml'
import { root } from '../tools/folder.ts'

/** The actions of this repository: `build` is in its root, the others are in directories of the same name. */
export const actionNames = ['build', 'download', 'push', 'rebase'] as const

export type ActionName = (typeof actionNames)[number]

/** The parts of an action.yml that a runner uses. */
export interface Action {
  /** The default of each input, with its `${{ expressions }}`; empty if the input has no default. */
  readonly inputs: Readonly<Record<string, string>>
  /** The path of the file to run for the step. */
  readonly main: string
  /** The path of the file to run at the end of the job. */
  readonly post: string | undefined
}

const MetadataSchema = v.object({
  inputs: v.record(
    v.string(),
    v.object({ default: v.optional(v.union([v.string(), v.number(), v.boolean()]), '') }),
  ),
  runs: v.object({ main: v.string(), post: v.optional(v.string()) }),
})

/** Returns the path of an action's action.yml in the repository. */
export const metadataFile = (action: ActionName): string =>
  action === 'build' ? 'action.yml' : join(action, 'action.yml')

/** Reads an action.yml of this checkout or another one. */
export const readAction = async (name: ActionName, checkout = root): Promise<Action> => {
  const file = join(checkout, metadataFile(name))
  const { inputs, runs } = v.parse(MetadataSchema, parse(await readFile(file, 'utf8')))
  const started = (path: string): string => resolve(file, '..', path)
  return {
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([input, { default: text }]) => [input, String(text)]),
    ),
    main: started(runs.main),
    post: runs.post === undefined ? undefined : started(runs.post),
  }
}
