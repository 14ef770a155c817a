import { type Lifecycle, lifecycleVersion } from '../tools/go-tools.ts'

// From the sources of these versions; 0.21.0 and 0.21.17 list the same.
const apis = {
  newest: {
    buildpack: { deprecated: [], supported: ['0.7', '0.8', '0.9', '0.10', '0.11', '0.12'] },
    platform: {
      deprecated: [],
      supported: ['0.7', '0.8', '0.9', '0.10', '0.11', '0.12', '0.13', '0.14', '0.15'],
    },
  },
  oldest: {
    buildpack: {
      deprecated: ['0.2', '0.3', '0.4', '0.5', '0.6'],
      supported: ['0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9', '0.10'],
    },
    platform: {
      deprecated: ['0.3', '0.4', '0.5', '0.6'],
      supported: ['0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9', '0.10', '0.11', '0.12'],
    },
  },
}

export type BuilderMetadata = ReturnType<typeof builderMetadata>

/** The content of a builder's label `io.buildpacks.builder.metadata`, as pack writes it. */
export const builderMetadata = (builder: {
  readonly lifecycle: Lifecycle
  readonly runImage: string
  readonly buildpacks: readonly { readonly id: string; readonly version: string }[]
}) => {
  const runImage: { image: string; mirrors: readonly string[] | null } = {
    image: builder.runImage,
    mirrors: null,
  }
  return {
    description: "The lab's builder",
    buildpacks: builder.buildpacks.map(({ id, version }) => ({ id, version })),
    extensions: null,
    stack: { runImage },
    lifecycle: {
      version: lifecycleVersion[builder.lifecycle],
      api: { buildpack: '0.7', platform: '0.7' },
      apis: apis[builder.lifecycle],
    },
    createdBy: { name: 'buildpacks-oci-layout lab', version: '1' },
    images: [runImage],
  }
}
