import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { makeOnce } from '../../../lab/tools/folder.ts'
import { temporaryFolder } from '../../image/image.ts'

test('concurrent requests for the same content create it once', async (t) => {
  const path = join(await temporaryFolder(t), 'made')
  let times = 0
  const ask = () =>
    makeOnce(path, async (unfinished) => {
      times += 1
      await delay(10)
      await writeFile(unfinished, '')
    })
  await Promise.all([ask(), ask()])
  await ask()
  assert.equal(times, 1)
})
