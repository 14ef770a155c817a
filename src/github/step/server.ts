/** What runs a workflow. All speak GitHub's protocols, each with limits of its own. */
export type Server = 'GitHub' | 'GitHub Enterprise Server' | 'Gitea' | 'Forgejo' | 'act'

/** Finds out what runs this workflow. */
export const serverOf = (environment: NodeJS.ProcessEnv): Server => {
  // Forgejo's runner says that it is Gitea's as well, and both are made of act.
  if (environment['FORGEJO_ACTIONS'] === 'true') return 'Forgejo'
  if (environment['GITEA_ACTIONS'] === 'true') return 'Gitea'
  if (environment['ACT'] === 'true') return 'act'
  const host = URL.parse(environment['GITHUB_SERVER_URL'] || 'https://github.com')?.hostname ?? ''
  return host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost')
    ? 'GitHub'
    : 'GitHub Enterprise Server'
}
