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

/** An address without user name and password: whoever may pull the image reads it. */
export const withoutCredentials = (url: string): string =>
  url.replace(/^([a-z][\w+.-]*:\/\/)?[^/?#]*@/i, '$1')
