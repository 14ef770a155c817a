import { formatReference, formatRepository, type ImageReference } from '../../image/reference.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Repository } from '../../registry/repository.ts'

/** A repository to push to, and the tags that what is pushed gets there. */
export interface Target {
  /** `ghcr.io/owner/app` */
  readonly name: string
  readonly repository: Repository
  readonly tags: readonly string[]
}

/** The repositories that references name, each once, in their order. */
export const targetsOf = (references: readonly ImageReference[], registry: Registry): readonly Target[] => {
  const byRepository = Map.groupBy(references, formatRepository)
  return [...byRepository].flatMap(([name, [first, ...others]]) => {
    if (first === undefined) return []
    const tags = [first, ...others].flatMap(({ tag }) => tag ?? [])
    return { name, repository: registry.repository(first), tags: [...new Set(tags)] }
  })
}

/** All names that what is pushed gets: `ghcr.io/owner/app:1.2, ghcr.io/owner/app:latest` */
export const tagsOf = (targets: readonly Target[]): readonly string[] =>
  targets.flatMap(({ repository, tags }) =>
    tags.map((tag) => formatReference({ ...repository.reference, tag })),
  )
