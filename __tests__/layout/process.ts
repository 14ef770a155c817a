import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, chownSync, lchownSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'

const source = new URL('../../src/', import.meta.url).href

/** Some user who is not root and owns nothing. */
export const ordinaryUser = 54_321

/** Whether this process may act as others; the test is skipped where it may not. */
export const canBeAnother = (t: TestContext): boolean => {
  if (process.getuid?.() === 0) return true
  t.skip('only root can act as other users')
  return false
}

/** Gives a folder and all that is in it to the ordinary user. */
export const giveAway = (folder: string): void => {
  chownSync(folder, ordinaryUser, ordinaryUser)
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  for (const entry of entries) lchownSync(join(entry.parentPath, entry.name), ordinaryUser, ordinaryUser)
}

/** Opens a folder to everybody, as `/tmp` is open where it is sticky. */
export const openToAll = (folder: string, sticky = false): void => chmodSync(folder, sticky ? 0o1777 : 0o777)

/** Starts a process that runs a module of which `code` is the body; `src` is where the sources are, as a URL. */
export const startProcess = (code: string, uid?: number): ChildProcess =>
  spawn(
    process.execPath,
    ['--input-type=module', '--eval', `const src = ${JSON.stringify(source)}\n${code}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(uid !== undefined && { uid, gid: uid }),
    },
  )

/** What `code` writes to its standard output in a process of the ordinary user. */
export const asOrdinaryUser = async (code: string): Promise<string> => {
  const child = startProcess(code, ordinaryUser)
  if (child.stdout === null) throw new Error('no output')
  return (await text(child.stdout)).trim()
}

/** Code that makes a call of a function of the sources, and shows `done`, or what was thrown as `name: message`. */
export const callOf = (file: string, name: string, ...args: readonly unknown[]): string => `
  const { ${name} } = await import(src + ${JSON.stringify(file)})
  try {
    await ${name}(...${JSON.stringify(args)})
    console.log('done')
  } catch (error) {
    console.log(error.name + ': ' + error.message)
  }`
