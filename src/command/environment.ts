/** The environment of a process, by the variables' names. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>

const withheld = /^(?:ACTIONS_|INPUT_|GITHUB_(?:OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$)/

/** The part of a step's environment that a command may see: without the step's inputs, its tokens and its files. */
export const commandEnvironment = (step: ProcessEnvironment): ProcessEnvironment =>
  Object.fromEntries(Object.entries(step).filter(([name]) => !withheld.test(name)))
