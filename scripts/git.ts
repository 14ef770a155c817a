import { type CommandOptions, run } from '../lab/tools/command.ts'

/** Runs git in a repository and returns what it prints, without the line's end. */
export const git = async (
  repository: string,
  args: readonly string[],
  options: Omit<CommandOptions, 'cwd'> = {},
): Promise<string> => (await run('git', args, { ...options, cwd: repository })).trimEnd()
