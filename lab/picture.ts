import { join } from 'node:path'
import { looks, takePicture } from './picture/browser.ts'
import { summaryOfRealBuild } from './picture/build.ts'
import { root } from './tools/folder.ts'
import { runMain } from './tools/main.ts'
import { step } from './tools/progress.ts'

/** `npm run picture`: the job summary of a real build, as a real browser shows it, in docs/images. */
await runMain(async () => {
  const summary = await summaryOfRealBuild()
  for (const look of looks) {
    const file = join(root, 'docs', 'images', `summary-${look}.png`)
    await step(`Picture of the summary, ${look}`, () => takePicture(summary, look, file))
  }
  return 0
})
