import { glob, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { openLab } from '../../../lab/testing/lab.ts'
import { run } from '../../../lab/tools/command.ts'
import { root } from '../../../lab/tools/folder.ts'
import { workflowBlocks } from '../../docs/workflow-block.ts'
import { openFolder } from '../workflow.ts'

test('actionlint finds nothing in the workflows of this repository and of the examples', async () => {
  const { tools } = await openLab()
  const files = await Array.fromAsync(
    glob(['.github/workflows/*.yml', 'examples/workflows/*.yml'], { cwd: root }),
  )
  await run(tools.actionlint, ['-no-color', ...files], { cwd: root })
})

test('actionlint finds nothing in the YAML of the documents', async (t) => {
  const { tools } = await openLab()
  const folder = await openFolder(t)
  // Its configuration is looked for beside the folder of a repository.
  await mkdir(join(folder, '.git'))
  const workflows = join(folder, '.github', 'workflows')
  await mkdir(workflows, { recursive: true })
  await writeFile(
    join(folder, '.github', 'actionlint.yaml'),
    'self-hosted-runner: { labels: [my-runners] }\n',
  )
  for (const { place, workflow } of workflowBlocks()) {
    await writeFile(join(workflows, `${place.replaceAll(/[/:]/g, '-')}.yml`), workflow)
  }
  await run(tools.actionlint, ['-no-color'], { cwd: folder })
})
