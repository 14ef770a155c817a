import { Failure } from '../message/failure.ts'
import { printable } from '../message/printable.ts'
import { type Digest, hexOf, parseDigest } from './digest.ts'

/**
 * The reference of an image: a registry, a repository, and a tag, a digest or both. The digest takes precedence. Docker Hub's
 * registry is `index.docker.io`, as pack and the lifecycle name it in layouts.
 */
export interface ImageReference {
  readonly registry: string
  readonly repository: string
  /** Present if there is no digest. */
  readonly tag?: string
  readonly digest?: Digest
}

const dockerHub = 'index.docker.io'
const dockerHubNames: readonly string[] = [dockerHub, 'docker.io']

// https://github.com/distribution/reference/blob/v0.6.0/regexp.go
const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const registryPattern = new RegExp(String.raw`^(?:${label}(?:\.${label})*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$`)
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const repositoryPattern = new RegExp(`^${component}(?:/${component})*$`)
const tagPattern = /^\w[\w.-]{0,127}$/
const repositoryLimit = 255

const refuse = (text: string, reason: string): never => {
  throw new Failure(
    `"${printable(text)}" is not an image reference: ${reason}. An example: ghcr.io/owner/app:1.2`,
  )
}

// The pattern allows ports and addresses that do not exist.
const isRegistry = (text: string): boolean => registryPattern.test(text) && URL.canParse(`https://${text}`)

/** Whether a text can be a tag. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
export const isTag = (text: string): boolean => tagPattern.test(text)

/** Whether a text can be a repository, such as `library/debian`. */
export const isRepository = (text: string): boolean =>
  text.length <= repositoryLimit && repositoryPattern.test(text)

/**
 * Reads an image reference by Docker's rules. The registry is Docker Hub (`docker.io` or `index.docker.io`, not its API's host)
 * unless the first part looks like a host: it has a dot or a port, or is `localhost`. A single name on Docker Hub gets the
 * prefix `library/`. The tag is `latest` if there is neither a tag nor a digest. Throws a Failure that names the wrong part.
 */
export const parseReference = (text: string): ImageReference => {
  const [beforeDigest = '', digestText, ...more] = text.split('@')
  if (more.length > 0) refuse(text, 'it has more than one "@"')
  const digest = digestText === undefined ? undefined : parseDigest(digestText)

  const colon = beforeDigest.indexOf(':', beforeDigest.lastIndexOf('/') + 1)
  const name = colon === -1 ? beforeDigest : beforeDigest.slice(0, colon)
  const tag = colon === -1 ? undefined : beforeDigest.slice(colon + 1)
  if (tag !== undefined && !isTag(tag)) {
    refuse(text, `the tag "${printable(tag)}" is not 1 to 128 letters, digits, "_", "." or "-"`)
  }

  const slash = name.indexOf('/')
  const first = name.slice(0, slash)
  const hasRegistry = slash !== -1 && (/[.:[]/.test(first) || first === 'localhost' || /[A-Z]/.test(first))
  if (hasRegistry && !isRegistry(first)) refuse(text, `"${printable(first)}" is not a registry's host`)
  const registry = !hasRegistry || dockerHubNames.includes(first) ? dockerHub : first
  const path = hasRegistry ? name.slice(slash + 1) : name
  if (!isRepository(path)) {
    refuse(
      text,
      `the repository "${printable(path)}" may have lower-case letters, digits, and ".", "_", "-", "/" between them`,
    )
  }
  const repository = registry === dockerHub && !path.includes('/') ? `library/${path}` : path

  if (digest === undefined) return { registry, repository, tag: tag ?? 'latest' }
  return { registry, repository, ...(tag === undefined ? {} : { tag }), digest }
}

/** The full name of a repository. Docker Hub's begin with `docker.io/`, as in other container tools. */
export const formatRepository = ({ registry, repository }: ImageReference): string =>
  `${registry === dockerHub ? 'docker.io' : registry}/${repository}`

/** The full reference of an image: `docker.io/library/debian:12`, with the digest if there is one. */
export const formatReference = (reference: ImageReference): string =>
  formatRepository(reference) +
  (reference.tag === undefined ? '' : `:${reference.tag}`) +
  (reference.digest === undefined ? '' : `@${reference.digest}`)

/**
 * The directory of an image in a layout-repo, relative to it: `<registry>/<repository>/<tag>`, or `…/sha256/<hex>` if there is a
 * digest.
 * https://github.com/buildpacks/imgutil/blob/51c1c8c/layout/util.go#L22
 *
 * The lifecycle looks there, by the rules of go-containerregistry. Throws a Failure if a version of these rules reads the
 * reference differently, because the lifecycle would not find the run image.
 * https://github.com/google/go-containerregistry/blob/v0.20.6/pkg/name/repository.go#L71
 */
export const layoutRepoPath = (reference: ImageReference): string => {
  const { registry, repository, tag, digest } = reference
  if (!/[.:]/.test(registry)) {
    const withPort = { ...reference, registry: `${registry}:${registry === 'localhost' ? 80 : 443}` }
    throw new Failure(
      `${formatReference(reference)} cannot be used in a build: the lifecycle recognizes "${registry}" as a registry ` +
        `only with a port. Write ${formatReference(withPort)}`,
    )
  }
  if ((registry === dockerHub ? repository.replace(/^library\//, '') : repository).length < 2) {
    throw new Failure(
      `${formatReference(reference)} cannot be used in a build: the lifecycle does not accept a repository of one character. ` +
        'Choose an image with a longer name.',
    )
  }
  return [registry, repository, ...(digest === undefined ? [tag] : ['sha256', hexOf(digest)])].join('/')
}
