import { Failure } from '../message/failure.ts'

/** What runs in a sandbox: one command, as one user, with nothing of the runner's but what is put in. */
export interface SandboxCommand {
  /** Absolute path of the program, then its arguments. */
  readonly command: readonly [program: string, ...arguments: readonly string[]]
  readonly environment: Readonly<Record<string, string>>
}

/** How a command ended. */
export interface Exit {
  /** 128 + the signal's number where a signal ended it. */
  readonly code: number
  /** Whether the kernel ended a process of the command for lack of memory. */
  readonly outOfMemory: boolean
}

/** One of the two streams that a command writes to. */
export type OutputStream = 'stdout' | 'stderr'

/**
 * A place for one command, closed off from the runner: everything goes in and comes out as a tar stream.
 *
 * Every method but `dispose` throws a Failure if the sandbox fails, and the signal's reason once it was aborted.
 */
export interface Sandbox {
  /** Unpacks a tar stream at the sandbox's root; owners are numeric. What is thrown while it is read is passed on. */
  put(tar: AsyncIterable<Uint8Array>): Promise<void>
  /** Runs the command to its end. Its output is passed on as it comes; it is not to be trusted. */
  run(onOutput: (stream: OutputStream, chunk: Uint8Array) => void): Promise<Exit>
  /**
   * Has a folder received, as a tar stream whose names start with the last part of the path. Where the stream breaks off
   * and can be had again, it is received again, from its start; what the receiver threw at the break is dropped. Throws a
   * NotInSandbox failure where there is nothing at the path.
   */
  get<Result>(path: string, receive: (tar: AsyncIterable<Uint8Array>) => Promise<Result>): Promise<Result>
  /** Ends what still runs and deletes the sandbox; a second call does nothing. Throws a Failure if that fails. */
  dispose(): Promise<void>
}

/** There is nothing at a path of a sandbox. */
export class NotInSandbox extends Failure {}

/** Makes a sandbox for a command; an abort ends everything that is under way in it. */
export type OpenSandbox = (command: SandboxCommand, signal: AbortSignal) => Promise<Sandbox>
