// Package config has what the lifecycle's extender needs of kaniko to compile. The proxy for Go modules does not serve
// kaniko, and the lab does not extend images.
package config

import "time"

var KanikoDir string

type RegistryOptions struct{}

type CacheOptions struct{ CacheTTL time.Duration }

type KanikoOptions struct {
	CacheOptions
	BuildArgs, IgnorePaths                                                                                 []string
	CacheRepo, CustomPlatform, DockerfilePath, SnapshotMode, SrcContext                                    string
	Cache, CacheRunLayers, CacheCopyLayers, Cleanup, IgnoreVarRun, InitialFSUnpacked, NoPush, Reproducible bool
}
