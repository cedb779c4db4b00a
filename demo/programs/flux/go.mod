module vitrine.dev/demo/programs/flux

go 1.26.8

// Only their CRDs are used, by tests.
require (
	github.com/fluxcd/kustomize-controller v1.9.6
	github.com/fluxcd/source-controller v1.9.6
)
