// provider-kubernetes' own controllers, without the webhook and metrics servers of its main.
//
// Those listen on ports 9443 and 8080 of every interface, which no flag changes, so that two local stacks could not run
// side by side. The webhook only converts Objects of an older version; the local stack has none. The module's name lies
// within the provider's, as its controllers are internal to it.
package main

import (
	"flag"
	"time"

	"github.com/crossplane-contrib/provider-kubernetes/apis"
	"github.com/crossplane-contrib/provider-kubernetes/internal/controller"
	runtimecontroller "github.com/crossplane/crossplane-runtime/pkg/controller"
	"github.com/crossplane/crossplane-runtime/pkg/feature"
	"github.com/crossplane/crossplane-runtime/pkg/logging"
	"github.com/crossplane/crossplane-runtime/pkg/ratelimiter"
	"github.com/crossplane/crossplane-runtime/pkg/reconciler/managed"
	"github.com/crossplane/crossplane-runtime/pkg/statemetrics"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

const maxReconcileRate = 100

func main() {
	probeAddress := flag.String("health-probe-bind-address", "127.0.0.1:8081", "Where /healthz and /readyz answer.")
	poll := flag.Duration("poll", time.Minute, "How often each Object is compared with what it keeps.")
	flag.Parse() // Also --kubeconfig, which controller-runtime reads.
	logger := zap.New()
	ctrl.SetLogger(logger)
	utilruntime.Must(apis.AddToScheme(scheme.Scheme))

	manager, err := ctrl.NewManager(ratelimiter.LimitRESTConfig(ctrl.GetConfigOrDie(), maxReconcileRate), ctrl.Options{
		Scheme:                 scheme.Scheme,
		Metrics:                metricsserver.Options{BindAddress: "0"},
		HealthProbeBindAddress: *probeAddress,
	})
	utilruntime.Must(err)
	utilruntime.Must(manager.AddHealthzCheck("healthz", healthz.Ping))
	utilruntime.Must(manager.AddReadyzCheck("readyz", healthz.Ping))

	options := runtimecontroller.Options{
		Logger:                  logging.NewLogrLogger(logger),
		MaxConcurrentReconciles: maxReconcileRate,
		PollInterval:            *poll,
		GlobalRateLimiter:       ratelimiter.NewGlobal(maxReconcileRate),
		Features:                &feature.Flags{},
		MetricOptions: &runtimecontroller.MetricOptions{
			PollStateMetricInterval: time.Minute,
			MRMetrics:               managed.NewMRMetricRecorder(),
			MRStateMetrics:          statemetrics.NewMRStateMetrics(),
		},
	}
	options.Features.Enable(feature.EnableBetaManagementPolicies)
	utilruntime.Must(controller.Setup(manager, options, true, 0, 0))
	utilruntime.Must(manager.Start(ctrl.SetupSignalHandler()))
}
