import type { Action } from './actions.ts'

/**
 * The environment variables by which a runner hands an action its inputs: those given, and the defaults of the others
 * from action.yml, with `${{ expressions }}` that the context given knows replaced.
 *
 * Throws on an input that the action does not have; a runner would only warn.
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
    if (value === undefined) throw new Error(`The lab's runner does not know "${expression}".`)
    return value
  })
