import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { goTool } from '../tools/go-tools.ts'
import { answers, rememberedPort } from './registry.ts'
import { startService } from './service.ts'

/** Starts the registry that crane includes: a second implementation, without authentication, in memory. */
export const startCraneRegistry = async (
  folder: string,
): Promise<AsyncDisposable & { readonly address: string }> => {
  await mkdir(folder, { recursive: true })
  const address = `127.0.0.1:${await rememberedPort(join(folder, 'port'))}`
  const service = await startService({
    name: 'The registry in crane',
    command: await goTool('crane'),
    args: ['registry', 'serve', '--address', address],
    output: join(folder, 'registry.log'),
    ready: () => answers(`http://${address}/v2/`),
  })
  return { address, [Symbol.asyncDispose]: service.stop }
}
