import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ProcessEnvironment } from '../../command/environment.ts'

/**
 * The files in which Docker and Podman keep logins for registries.
 * https://docs.podman.io/en/latest/markdown/podman-login.1.html
 */
export const loginFiles = (
  dockerConfig: string,
  environment: ProcessEnvironment,
  home = homedir(),
): readonly string[] =>
  [
    join(dockerConfig, 'config.json'),
    environment['REGISTRY_AUTH_FILE'],
    join(environment['XDG_RUNTIME_DIR'] || `/run/user/${process.getuid?.()}`, 'containers', 'auth.json'),
    `/run/containers/${process.getuid?.()}/auth.json`,
    join(environment['XDG_CONFIG_HOME'] || join(home, '.config'), 'containers', 'auth.json'),
  ].flatMap((path) => path || [])
