/** The environment of a process, by the variables' names. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>

const withheld = /^(?:ACTIONS_|INPUT_|GITHUB_(?:OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$)/

/** The step's environment without its inputs, tokens and files: the part that a command may see. */
export const commandEnvironment = (step: ProcessEnvironment): ProcessEnvironment =>
  Object.fromEntries(Object.entries(step).filter(([name]) => !withheld.test(name)))
