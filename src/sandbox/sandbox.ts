import { Failure } from '../message/failure.ts'

/** The command that runs in a sandbox. It sees nothing of the runner except what is put in. */
export interface SandboxCommand {
  /** Absolute path of the program, then its arguments. */
  readonly command: readonly [program: string, ...arguments: readonly string[]]
  readonly environment: Readonly<Record<string, string>>
}

/** How a command ended. */
export interface Exit {
  /** 128 plus the signal's number if a signal ended the command. */
  readonly code: number
  /** Whether the kernel killed a process of the command because memory ran out. */
  readonly ranOutOfMemory: boolean
}

/** One of the two streams that a command writes to. */
export type OutputStream = 'stdout' | 'stderr'

/**
 * An environment for one command, isolated from the runner. Files go in and come out as tar streams.
 *
 * Every method except `dispose` throws a Failure if the sandbox fails, and the signal's reason after an abort.
 */
export interface Sandbox {
  /** Unpacks a tar stream at the sandbox's root; owners are numeric. Rethrows errors of the stream. */
  put(tar: AsyncIterable<Uint8Array>): Promise<void>
  /** Runs the command to its end and passes on its output, which is untrusted. */
  run(onOutput: (stream: OutputStream, chunk: Uint8Array) => void): Promise<Exit>
  /**
   * Passes a directory to the receiver, as a tar stream whose names start with the last part of the path. If the
   * connection breaks, the receiver is called again with a new stream, and its error is ignored. Throws a NotInSandbox
   * failure if the path does not exist.
   */
  get<Result>(path: string, receive: (tar: AsyncIterable<Uint8Array>) => Promise<Result>): Promise<Result>
  /** Kills all processes and deletes the sandbox. A second call does nothing. Throws a Failure if that fails. */
  dispose(): Promise<void>
}

/** A path does not exist in a sandbox. */
export class NotInSandbox extends Failure {}

/** Creates a sandbox for a command. An abort ends all work in it. */
export type OpenSandbox = (command: SandboxCommand, signal: AbortSignal) => Promise<Sandbox>

/** Runs work only once. Later calls wait for the first one. */
export const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}
