import { Failure } from '../../src/message/failure.ts'

/** One of several machines that share the test files. */
export interface Shard {
  /** From 1 on. */
  readonly number: number
  readonly of: number
}

/** Parses `1/2`, the first of two. */
export const parseShard = (text: string): Shard => {
  const [, number, of] = /^([1-9]\d?)\/([1-9]\d?)$/.exec(text) ?? []
  const shard = { number: Number(number), of: Number(of) }
  if (number === undefined || shard.number > shard.of) {
    throw new Failure(`"${text}" is no shard. An example: --shard 1/2`)
  }
  return shard
}

/** The files of a shard, of a sorted list. Neighbours are about the same subject and cost about the same. */
export const shareOf = (files: readonly string[], { number, of }: Shard): readonly string[] =>
  files.filter((_, nth) => nth % of === number - 1)
