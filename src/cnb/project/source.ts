import { stringify } from 'smol-toml'
import type { ProjectSource } from './descriptor.ts'

/**
 * What the lifecycle makes the label `io.buildpacks.project.metadata` of, as pack writes it.
 *
 * Where the descriptor declares no source, pack writes the commit, branch, tags and remote of the app's git repository.
 * They are left away here: with them two checkouts of the same files are two images.
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
 * An address without user name, password, query and fragment: anyone who may pull the image reads it. Empty if it is none
 * that has a host, since nobody can tell then what in it is secret.
 */
export const withoutCredentials = (text: string): string => {
  const url = URL.parse(text)
  if (url === null || url.host === '') return ''
  const clean = new URL(url)
  clean.username = ''
  clean.password = ''
  clean.search = ''
  clean.hash = ''
  // What has nothing to be taken away stays in the author's own words.
  return clean.href === url.href ? text.trim() : clean.href
}
