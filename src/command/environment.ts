/**
 * The folder in which the step began. Commands run there, because their environment may hold relative paths, such as
 * DOCKER_CONFIG. The process itself may be in another folder while GitHub's cache client is at work.
 */
export const startFolder = process.cwd()

/** The environment of a process, by the variables' names. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>

const withheld = /^(?:ACTIONS_|INPUT_|GITHUB_(?:OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$)/

/** The step's environment without its inputs, tokens and files: the part that a command may see. */
export const commandEnvironment = (step: ProcessEnvironment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(step).flatMap(([name, value]) =>
      value === undefined || withheld.test(name) ? [] : [[name, value]],
    ),
  )

/**
 * The proxy settings of an environment, each in upper case and in lower case, because programs differ in which one they read.
 * pack passes them to its containers in the same way:
 * https://github.com/buildpacks/pack/blob/main/internal/build/phase_config_provider.go, WithLifecycleProxy
 */
export const proxyVariables = (environment: ProcessEnvironment): Readonly<Record<string, string>> => {
  const variables: Record<string, string> = {}
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
    const value = environment[name] || environment[name.toLowerCase()]
    if (!value) continue
    variables[name] = value
    variables[name.toLowerCase()] = value
  }
  return variables
}
