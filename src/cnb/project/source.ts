import { stringify } from 'smol-toml'

/** Where a project declares that its source code comes from. Texts can be empty. */
export interface ProjectSource {
  readonly version: string
  readonly url: string
}

/**
 * The content of project-metadata.toml, as pack writes it. The lifecycle makes the label `io.buildpacks.project.metadata` of it.
 *
 * If a project declares no source, pack writes the commit, the branch, the tags and the remote of the app's git repository.
 * This project does not: two checkouts of the same files would be two images.
 * https://github.com/buildpacks/spec/blob/main/platform.md#project-metadatatoml-toml
 */
export const projectMetadataToml = ({ version, url }: ProjectSource): string =>
  stringify({
    source: {
      type: 'project',
      version: { declared: version },
      metadata: { url: withoutCredentials(url) },
    },
  })

/**
 * A URL without user name, password, query and fragment, because everyone who can pull the image can read it. Empty for a
 * text that is not a URL with a host: any part of it could be secret.
 */
export const withoutCredentials = (text: string): string => {
  const url = URL.parse(text)
  if (url === null || url.host === '') return ''
  const clean = new URL(url)
  clean.username = ''
  clean.password = ''
  clean.search = ''
  clean.hash = ''
  // A URL without these parts is not normalized.
  return clean.href === url.href ? text.trim() : clean.href
}
