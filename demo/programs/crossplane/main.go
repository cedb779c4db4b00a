// Crossplane's own RBAC manager, without the metrics server of `crossplane rbac start`.
//
// That server listens on port 8080 of every interface, which no flag changes, so that two local stacks could not run
// side by side.
package main

import (
	"flag"
	"time"

	"github.com/crossplane/crossplane-runtime/v2/pkg/logging"
	"github.com/crossplane/crossplane/v2/apis"
	"github.com/crossplane/crossplane/v2/cmd/crossplane/rbac"
	extensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

func main() {
	flag.Parse() // --kubeconfig, which controller-runtime reads.
	metricsserver.DefaultBindAddress = "0"
	logger := zap.New()
	ctrl.SetLogger(logger)

	kinds := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{scheme.AddToScheme, extensionsv1.AddToScheme, apis.AddToScheme} {
		utilruntime.Must(add(kinds))
	}

	// As the flags of `crossplane rbac start` are by default.
	manager := rbac.Command{}
	manager.Start.SyncInterval = time.Hour
	manager.Start.PollInterval = time.Minute
	manager.Start.MaxConcurrentReconciles = 10
	utilruntime.Must(manager.Start.Run(kinds, logging.NewLogrLogger(logger)))
}
