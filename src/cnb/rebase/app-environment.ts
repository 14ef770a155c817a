/** The value of a variable in an image's environment; undefined if it has none. */
export const environmentValue = (environment: readonly string[], name: string): string | undefined =>
  environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1)

/** The platform API that an image was built for, major and minor; undefined if it does not say. */
export const platformApiOf = (environment: readonly string[]): readonly [number, number] | undefined => {
  const [, major, minor] =
    /^(\d+)\.(\d+)$/.exec(environmentValue(environment, 'CNB_PLATFORM_API') ?? '') ?? []
  return major === undefined ? undefined : [Number(major), Number(minor)]
}
