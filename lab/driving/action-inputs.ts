import type { Action } from './actions.ts'

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
