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

/**
 * Returns the environment variables that a runner sets for an action's inputs: the given values, and the defaults in
 * action.yml with `${{ expressions }}` replaced from the context.
 *
 * Throws for an unknown input. A runner only warns.
 */
export const inputVariables = (
  action: Action,
  inputs: Readonly<Record<string, string>>,
  context: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const unknown = Object.keys(inputs).find((name) => !(name in action.inputs))
  if (unknown !== undefined) throw new Error(`${action.main} has no input ${unknown}.`)
  const defaults = Object.entries(action.inputs).map(([name, text]) => [name, evaluate(text, context)])
  const all: Readonly<Record<string, string>> = { ...Object.fromEntries(defaults), ...inputs }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [variableOf(name), value]))
}

// Dashes stay: https://github.com/actions/toolkit/blob/main/packages/core/src/core.ts, getInput
const variableOf = (input: string): string => `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`

const evaluate = (text: string, context: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$\{\{\s*(.+?)\s*\}\}/g, (_, expression: string) => {
    const value = context[expression]
    if (value === undefined)
      throw new Error(`The lab's runner does not support the expression "${expression}".`)
    return value
  })
