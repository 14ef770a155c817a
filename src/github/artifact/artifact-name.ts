import { Failure } from '../../message/failure.ts'

/** Characters that GitHub does not allow in artifact names, because some file systems do not. */
const forbidden = /["<>|*?:\r\n\\/]/g

/** The name of an image as a valid artifact name. */
export const artifactNameOf = (imageName: string): string => imageName.replace(forbidden, '-')

/** Throws a Failure if GitHub does not accept the name. */
export const checkArtifactName = (name: string): void => {
  if (name === '')
    throw new Failure('The input artifact-name is empty. Set it to a name, for example "my-app".')
  const [character] = name.match(forbidden) ?? []
  if (character === undefined) return
  throw new Failure(
    `The input artifact-name is "${name}", but artifact names cannot contain ${JSON.stringify(character)}. Use ` +
      `"${artifactNameOf(name)}", for example.`,
  )
}
