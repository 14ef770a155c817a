import { glob } from 'node:fs/promises'
import { test } from 'node:test'
import { openLab } from '../../lab/testing/lab.ts'
import { run } from '../../lab/tools/command.ts'
import { root } from '../../lab/tools/folder.ts'

test('actionlint finds nothing in the workflows of this repository and of the examples', async () => {
  const { tools } = await openLab()
  const files = await Array.fromAsync(
    glob(['.github/workflows/*.yml', 'examples/workflows/*.yml'], { cwd: root }),
  )
  await run(tools.actionlint, ['-no-color', ...files], { cwd: root })
})
