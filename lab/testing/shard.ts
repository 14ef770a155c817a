import { Failure } from '../../src/message/failure.ts'

/** One of several parts of the test files, for example one per machine. */
export interface Shard {
  /** The number of the part, starting at 1. */
  readonly number: number
  readonly of: number
}

/** Parses `1/2`, the first part of two. */
export const parseShard = (text: string): Shard => {
  const [, number, of] = /^([1-9]\d?)\/([1-9]\d?)$/.exec(text) ?? []
  const shard = { number: Number(number), of: Number(of) }
  if (number === undefined || shard.number > shard.of) {
    throw new Failure(`"${text}" is not a valid shard. Example: --shard 1/2`)
  }
  return shard
}

/** Selects the files of a shard from a sorted list. Neighbours have similar subjects and run times. */
export const shareOf = (files: readonly string[], { number, of }: Shard): readonly string[] =>
  files.filter((_, nth) => nth % of === number - 1)
