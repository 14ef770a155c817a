import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, chmod, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { endProcessesOf, processesOf } from '../../../src/sandbox/host/processes.ts'
import { temporaryFolder } from '../../image/image.ts'

const skip = process.getuid?.() === 0 ? false : 'it takes root to become another user'

// Each process of it starts the next one, writes a line and exits. A chain ends by itself after a while.
const chain = '(eval "$step") &'
const step = [
  'LEFT=$((LEFT - 1)); [ $LEFT -gt 0 ] || exit 0; [ $((LEFT % 500)) -gt 0 ] || exec env LEFT=$LEFT sh -c "$step"',
  '(eval "$step") & echo x >> FILE; exit 0',
].join('; ')

const startAs = async (t: TestContext, uid: number, script: string) => {
  const folder = await temporaryFolder(t)
  const file = join(folder, 'signs-of-life')
  await appendFile(file, '')
  for (const [path, mode] of [
    [folder, 0o755],
    [file, 0o666],
  ] as const)
    await chmod(path, mode)
  const child = spawn('sh', ['-c', script.replaceAll('FILE', file)], {
    ...{ uid, gid: uid, detached: true, stdio: 'ignore' },
    env: { PATH: process.env['PATH'], LEFT: '20000', step: step.replaceAll('FILE', file) },
  })
  await once(child, 'exit')
  const signs = async () => (await readFile(file)).length
  while ((await signs()) === 0) await delay(5)
  return { signs }
}

suite('all processes of a user are killed', { skip }, () => {
  for (const copies of [1, 2, 3]) {
    test(`of chains in which each process starts the next one and exits (${copies})`, async (t) => {
      const uid = 61_300 + copies
      const { signs } = await startAs(t, uid, Array(copies).fill(chain).join('\n'))
      await endProcessesOf(uid)
      const atTheEnd = await signs()
      await delay(500)
      assert.equal(await signs(), atTheEnd)
      assert.deepEqual(processesOf(uid), [])
    })
  }

  test('of daemons that ignore every signal they can', async (t) => {
    const script = "trap '' TERM INT HUP; (while :; do echo x >> FILE; sleep 0.01; done) &"
    await startAs(t, 61_304, script)
    assert.equal(processesOf(61_304).length > 0, true)
    await endProcessesOf(61_304)
    assert.deepEqual(processesOf(61_304), [])
  })

  test('even if they kill other processes of the user', async (t) => {
    // As Node: a shell's own "kill -1" comes with the shell.
    const script = `echo x >> FILE; ${process.execPath} -e 'for (let i = 0; i < 1e8; i++) try { process.kill(-1, 9) } catch {}' &`
    await startAs(t, 61_305, script)
    await delay(200)
    await endProcessesOf(61_305)
    assert.deepEqual(processesOf(61_305), [])
  })

  test('and of no other user', async (t) => {
    await startAs(t, 61_306, 'echo x >> FILE; sleep 1000 &')
    await startAs(t, 61_307, 'echo x >> FILE; sleep 1000 &')
    await endProcessesOf(61_306)
    assert.equal(processesOf(61_307).length, 1)
    await endProcessesOf(61_307)
  })
})
