import { Failure } from '../../message/failure.ts'

/** What GitHub allows in no artifact's name, since some file systems can't have it in a file's. */
const forbidden = /["<>|*?:\r\n\\/]/g

/** The valid artifact name that is nearest to an image's name. */
export const artifactNameOf = (imageName: string): string => imageName.replace(forbidden, '-')

/** Throws a Failure where GitHub would not take the name. */
export const checkArtifactName = (name: string): void => {
  if (name === '') throw new Failure('The input artifact-name is empty. Give it a name such as "my-app".')
  const [character] = name.match(forbidden) ?? []
  if (character === undefined) return
  throw new Failure(
    `The input artifact-name is "${name}": GitHub allows no ${JSON.stringify(character)} in an artifact's name. ` +
      `"${artifactNameOf(name)}" would do.`,
  )
}
