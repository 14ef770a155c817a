import * as v from 'valibot'
import type { Blobs } from './blobs.ts'
import { type Exchange, Refusal } from './exchange.ts'
import type { Store, StoredArtifact } from './store.ts'
import { type Bearer, runBackendId } from './token.ts'

const Text = v.optional(v.string(), '')

const RunSchema = v.object({ workflow_run_backend_id: Text, workflow_job_run_backend_id: Text })
const NamedSchema = v.strictObject({ ...RunSchema.entries, name: Text })

const CreateSchema = v.strictObject({
  ...NamedSchema.entries,
  expires_at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  version: v.optional(v.number()),
  mime_type: v.optional(v.string()),
})

const FinalizeSchema = v.strictObject({
  ...NamedSchema.entries,
  size: v.optional(v.string(), '0'),
  hash: v.optional(v.string()),
})

const ListSchema = v.strictObject({
  ...RunSchema.entries,
  name_filter: v.optional(v.string()),
  id_filter: v.optional(v.string()),
})

/** github.actions.results.api.v1.ArtifactService, and the same artifacts in GitHub's REST API. */
export const artifactService = (store: Store, blobs: Blobs) => {
  /** Newest first, as GitHub lists them. */
  const ofRun = (run: string): readonly StoredArtifact[] =>
    store.artifacts
      .filter(({ runBackendId, complete }) => runBackendId === run && complete)
      .sort((a, b) => b.id - a.id)
  const find = (bearer: Bearer, name: string): StoredArtifact | undefined =>
    store.artifacts.findLast(
      (artifact) => artifact.runBackendId === bearer.runBackendId && artifact.name === name,
    )
  const existing = (bearer: Bearer, name: string): StoredArtifact => {
    const artifact = find(bearer, name)
    if (artifact === undefined) throw new Refusal(404, 'not_found', 'artifact not found')
    return artifact
  }
  const remove = async (artifact: StoredArtifact): Promise<void> => {
    store.artifacts.splice(store.artifacts.indexOf(artifact), 1)
    await store.deleteBlob(artifact.blob)
  }
  const downloadUrl = (exchange: Exchange, { blob, name }: StoredArtifact): string =>
    blobs.signedUrl(exchange.url.origin, blob, 'r', `${name}.zip`)
  return {
    CreateArtifact: async (exchange: Exchange, bearer: Bearer): Promise<void> => {
      const request = await exchange.json(CreateSchema)
      checkRun(bearer, request)
      const earlier = find(bearer, request.name)
      if (earlier?.complete === true) {
        throw new Refusal(
          409,
          'already_exists',
          'an artifact with this name already exists on the workflow run',
        )
      }
      const blob = store.newBlob()
      store.artifacts.push({
        id: store.nextId(),
        runBackendId: bearer.runBackendId,
        jobBackendId: bearer.jobBackendId,
        name: request.name,
        blob,
        size: 0,
        createdAt: new Date().toISOString(),
        expiresAt: request.expires_at ?? new Date(Date.now() + 90 * 24 * 3600 * 1000).toISOString(),
        complete: false,
      })
      if (earlier !== undefined) await remove(earlier)
      await store.save()
      const url = blobs.signedUrl(exchange.url.origin, blob, 'w', request.name)
      exchange.answer(200, { ok: true, signed_upload_url: url })
    },
    FinalizeArtifact: async (exchange: Exchange, bearer: Bearer): Promise<void> => {
      const request = await exchange.json(FinalizeSchema)
      checkRun(bearer, request)
      const artifact = existing(bearer, request.name)
      const size = store.blob(artifact.blob)?.size
      if (size !== Number(request.size)) {
        throw new Refusal(400, 'invalid_argument', `the artifact has ${size} bytes, not ${request.size}`)
      }
      Object.assign(artifact, { size, complete: true, ...(request.hash && { digest: request.hash }) })
      await store.save()
      exchange.answer(200, { ok: true, artifact_id: String(artifact.id) })
    },
    ListArtifacts: async (exchange: Exchange, bearer: Bearer): Promise<void> => {
      const request = await exchange.json(ListSchema)
      checkRun(bearer, request)
      const artifacts = ofRun(bearer.runBackendId).filter(
        ({ id, name }) =>
          (request.name_filter === undefined || name === request.name_filter) &&
          (request.id_filter === undefined || String(id) === request.id_filter),
      )
      exchange.answer(200, {
        artifacts: artifacts.map((artifact) => ({
          workflow_run_backend_id: artifact.runBackendId,
          workflow_job_run_backend_id: artifact.jobBackendId,
          database_id: String(artifact.id),
          name: artifact.name,
          size: String(artifact.size),
          created_at: artifact.createdAt,
          ...(artifact.digest && { digest: artifact.digest }),
        })),
      })
    },
    GetSignedArtifactURL: async (exchange: Exchange, bearer: Bearer): Promise<void> => {
      const request = await exchange.json(NamedSchema)
      checkRun(bearer, request)
      const artifact = existing(bearer, request.name)
      if (!artifact.complete) throw new Refusal(404, 'not_found', 'artifact not found')
      exchange.answer(200, { name: artifact.name, signed_url: downloadUrl(exchange, artifact) })
    },
    DeleteArtifact: async (exchange: Exchange, bearer: Bearer): Promise<void> => {
      const request = await exchange.json(NamedSchema)
      checkRun(bearer, request)
      const artifact = existing(bearer, request.name)
      await remove(artifact)
      await store.save()
      exchange.answer(200, { ok: true, artifact_id: String(artifact.id) })
    },
    /** GET /repos/OWNER/NAME/actions/runs/RUN/artifacts */
    listOfRun: (exchange: Exchange, repository: string, run: number): void => {
      const { searchParams } = exchange.url
      const name = searchParams.get('name')
      const perPage = Math.min(Number(searchParams.get('per_page') ?? 30), 100)
      const page = Number(searchParams.get('page') ?? 1)
      const artifacts = ofRun(runBackendId(repository, run)).filter(
        (artifact) => name === null || artifact.name === name,
      )
      exchange.answer(200, {
        total_count: artifacts.length,
        artifacts: artifacts.slice((page - 1) * perPage, page * perPage).map((artifact) => {
          const path = `/repos/${repository}/actions/artifacts/${artifact.id}`
          const { href: url } = new URL(path, exchange.url.origin)
          return {
            id: artifact.id,
            name: artifact.name,
            size_in_bytes: artifact.size,
            url,
            archive_download_url: `${url}/zip`,
            expired: false,
            created_at: artifact.createdAt,
            updated_at: artifact.createdAt,
            expires_at: artifact.expiresAt,
            digest: artifact.digest ?? null,
          }
        }),
      })
    },
    /** GET /repos/OWNER/NAME/actions/artifacts/ID/zip. The repository is not checked. */
    redirectToDownload: (exchange: Exchange, id: number): void => {
      const artifact = store.artifacts.find((candidate) => candidate.id === id && candidate.complete)
      if (artifact === undefined) throw new Refusal(404, 'not_found', 'Not Found')
      exchange.answer(302, {}, { location: downloadUrl(exchange, artifact) })
    },
  }
}

const checkRun = (bearer: Bearer, request: { readonly workflow_run_backend_id: string }): void => {
  if (request.workflow_run_backend_id !== bearer.runBackendId) {
    throw new Refusal(403, 'permission_denied', 'the token is not of this workflow run')
  }
}
