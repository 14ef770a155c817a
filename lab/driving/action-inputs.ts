import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { parse } from 'yaml'
import { root } from '../tools/folder.ts'

/** The actions of this repository: where the runner finds what each takes, and what it starts for it. */
export const actions = {
  build: { metadata: join(root, 'action.yml'), bundle: join(root, 'dist', 'build', 'index.js') },
  download: {
    metadata: join(root, 'download', 'action.yml'),
    bundle: join(root, 'dist', 'download', 'index.js'),
  },
} as const

export type ActionName = keyof typeof actions

const MetadataSchema = v.looseObject({
  inputs: v.record(
    v.string(),
    v.looseObject({ default: v.optional(v.union([v.string(), v.number(), v.boolean()])) }),
  ),
})

/**
 * The environment variables by which a runner hands an action its inputs: those given, and the defaults of the others
 * from action.yml, with `${{ expressions }}` that the context given knows replaced.
 *
 * Throws on an input that the action does not have; a runner would only warn.
 */
export const inputVariables = async (
  action: ActionName,
  inputs: Readonly<Record<string, string>>,
  context: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> => {
  const metadata = v.parse(MetadataSchema, parse(await readFile(actions[action].metadata, 'utf8')))
  const unknown = Object.keys(inputs).find((name) => !(name in metadata.inputs))
  if (unknown !== undefined) throw new Error(`The action ${action} has no input ${unknown}.`)
  const defaults = Object.entries(metadata.inputs).map(([name, input]) => [
    name,
    evaluate(String(input.default ?? ''), context),
  ])
  const all: Readonly<Record<string, string>> = { ...Object.fromEntries(defaults), ...inputs }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [variableOf(name), value]))
}

// Dashes stay: https://github.com/actions/toolkit/blob/main/packages/core/src/core.ts, getInput
const variableOf = (input: string): string => `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`

const evaluate = (text: string, context: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$\{\{\s*(.+?)\s*\}\}/g, (_, expression: string) => {
    const value = context[expression]
    if (value === undefined) throw new Error(`The lab's runner does not know «${expression}».`)
    return value
  })
