// https://github.com/buildpacks/spec/blob/main/buildpack.md#user-provided-variables
const pattern = /^[A-Za-z_][A-Za-z0-9_.-]*$/

/** Whether a text can name a variable of the build: the lifecycle takes a file's name for it. */
export const isVariableName = (text: string): boolean => pattern.test(text)
