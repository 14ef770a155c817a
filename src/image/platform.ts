import * as v from 'valibot'
import { inOneSpelling } from '../json/fields.ts'
import { Failure } from '../message/failure.ts'
import { printable } from '../message/printable.ts'
import type { ImageConfig } from './config.ts'

/**
 * The platform that an image runs on.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md#image-index-property-descriptions
 */
export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant?: string | undefined
}

export const PlatformSchema = v.pipe(
  v.looseObject({ os: v.string(), architecture: v.string(), variant: v.optional(v.string()) }),
  inOneSpelling(['os', 'architecture', 'variant']),
  v.transform(
    ({ os, architecture, variant }): Platform => ({ os, architecture, ...(variant ? { variant } : {}) }),
  ),
)

const pattern = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/([a-z0-9.]+))?$/

/** Reads `os/arch[/variant]`. Throws a Failure if the text is anything else. */
export const parsePlatform = (text: string): Platform => {
  const [, os, architecture, variant] = pattern.exec(text) ?? []
  if (os === undefined || architecture === undefined) {
    throw new Failure(
      `"${printable(text)}" is not a platform: write os/arch[/variant], for example linux/arm64.`,
    )
  }
  const known = Object.hasOwn(architectureNames, architecture) ? architectureNames[architecture] : undefined
  if (known !== undefined) {
    throw new Failure(
      `"${printable(text)}" is not a platform, because images use other names than "${architecture}". ` +
        `Did you mean ${os}/${known}?`,
    )
  }
  return { os, architecture, ...(variant === undefined ? {} : { variant }) }
}

/** The names of architectures in images, which are Go's, by other common names, for example those of `uname -m`. */
const architectureNames: Readonly<Record<string, string | undefined>> = {
  x86_64: 'amd64',
  x64: 'amd64',
  aarch64: 'arm64',
  armv8: 'arm64',
  armhf: 'arm/v7',
  armv7l: 'arm/v7',
  armv7: 'arm/v7',
  armv6l: 'arm/v6',
  armel: 'arm/v6',
  i386: '386',
  i686: '386',
  x86: '386',
  powerpc64le: 'ppc64le',
}

/** `linux/arm64/v8` */
export const formatPlatform = ({ os, architecture, variant }: Platform): string =>
  [os, architecture, ...(variant === undefined ? [] : [variant])].join('/')

/** Untrusted platforms for messages, each once: `linux/amd64, linux/arm64`, or `none`. */
export const formatPlatforms = (platforms: readonly Platform[]): string =>
  printable([...new Set(platforms.map(formatPlatform))].join(', ')) || 'none'

/**
 * The platform in an image's configuration, without an empty variant. Throws a Failure if it is not a valid platform: the text
 * is untrusted and becomes part of logs, indexes and names of directories.
 */
export const imagePlatform = ({
  os,
  architecture,
  variant,
}: Pick<ImageConfig, 'os' | 'architecture' | 'variant'>): Platform => {
  const platform: Platform = { os, architecture, ...(variant ? { variant } : {}) }
  const text = formatPlatform(platform)
  if (os.includes('/') || !pattern.test(text)) {
    throw new Failure(
      `An image is for "${printable(text)}", which is not a platform. Build it for a platform such as linux/amd64.`,
    )
  }
  return platform
}

// An image for arm64 need not name v8, and one for arm need not name v7.
// https://github.com/containerd/platforms/blob/v1.0.0/database.go (normalizeArch)
const defaultVariants: Readonly<Record<string, string>> = { arm64: 'v8', arm: 'v7', amd64: 'v1' }

/** The platform without the default variant of its architecture. */
export const normalizePlatform = ({ os, architecture, variant }: Platform): Platform =>
  !variant || variant === defaultVariants[architecture] ? { os, architecture } : { os, architecture, variant }

/** Whether an image for `offered` runs on `wanted`. A platform without a variant has its architecture's default variant. */
export const matchesPlatform = (wanted: Platform, offered: Platform): boolean =>
  wanted.os === offered.os &&
  wanted.architecture === offered.architecture &&
  normalizePlatform(wanted).variant === normalizePlatform(offered).variant
