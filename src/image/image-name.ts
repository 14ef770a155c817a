import { Failure } from '../message/failure.ts'
import { annotationKeys } from './annotations.ts'
import type { Descriptor } from './descriptor.ts'
import { parseReference } from './reference.ts'

/**
 * The name and tag that a build gave an image, `my-app:latest`, as the index of its layout says. It is no part of what
 * is verified: undefined if it is missing, or is no name.
 */
export const imageNameOf = ({ annotations }: Descriptor): string | undefined => {
  const text = annotations?.[annotationKeys.imageName]
  if (text === undefined) return undefined
  try {
    const { repository, tag } = parseReference(text)
    return tag === undefined ? undefined : `${repository.replace(/^library\//, '')}:${tag}`
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}
