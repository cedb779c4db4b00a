// Kratix's own controllers, without the webhook server of Kratix's main.
//
// That server listens on port 9443 of every interface, which cannot be changed, so that two local stacks could
// not run side by side. The webhooks only validate Promises in a cluster that has been told to call them; the
// local stack never tells it.
package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/syntasso/kratix/api/v1alpha1"
	"github.com/syntasso/kratix/controllers"
	"github.com/syntasso/kratix/lib/fetchers"
	"k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

// A deleted Promise leaves its controller behind; Kratix replaces the whole manager once it had time to clean up.
const restartDelay = 2 * time.Minute

func main() {
	probeAddress := flag.String("health-probe-bind-address", "127.0.0.1:8081", "Where /healthz and /readyz answer.")
	flag.Parse()
	ctrl.SetLogger(zap.New(zap.UseDevMode(true)))
	utilruntime.Must(v1alpha1.AddToScheme(scheme.Scheme))

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	for ctx.Err() == nil {
		if err := runManager(ctx, *probeAddress); err != nil {
			ctrl.Log.Error(err, "the controllers stopped")
			os.Exit(1)
		}
	}
}

// runManager returns nil when the controllers have to be started anew or the process is told to end.
func runManager(parent context.Context, probeAddress string) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	manager, err := ctrl.NewManager(ctrl.GetConfigOrDie(), ctrl.Options{
		Scheme:                 scheme.Scheme,
		Metrics:                metricsserver.Options{BindAddress: "0"},
		HealthProbeBindAddress: probeAddress,
	})
	if err != nil {
		return err
	}
	if err := addControllers(manager, func() { time.AfterFunc(restartDelay, cancel) }); err != nil {
		return err
	}
	if err := manager.AddReadyzCheck("readyz", healthz.Ping); err != nil {
		return err
	}
	return manager.Start(ctx)
}

func addControllers(manager ctrl.Manager, restart func()) error {
	client := manager.GetClient()
	log := ctrl.Log.WithName("controllers")
	scheduler := &controllers.Scheduler{Client: client, Log: log.WithName("Scheduler")}
	return errors.Join(
		(&controllers.PromiseReconciler{
			ApiextensionsClient: clientset.NewForConfigOrDie(manager.GetConfig()).ApiextensionsV1(),
			Client:              client,
			Log:                 log.WithName("Promise"),
			Manager:             manager,
			Scheme:              manager.GetScheme(),
			RestartManager:      restart,
		}).SetupWithManager(manager),
		(&controllers.WorkReconciler{
			Client:    client,
			Log:       log.WithName("Work"),
			Scheduler: scheduler,
		}).SetupWithManager(manager),
		(&controllers.DestinationReconciler{
			Client:    client,
			Log:       log.WithName("Destination"),
			Scheduler: scheduler,
		}).SetupWithManager(manager),
		(&controllers.WorkPlacementReconciler{
			Client:       client,
			Log:          log.WithName("WorkPlacement"),
			VersionCache: map[string]string{},
		}).SetupWithManager(manager),
		(&controllers.PromiseReleaseReconciler{
			Client:         client,
			Log:            log.WithName("PromiseRelease"),
			Scheme:         manager.GetScheme(),
			PromiseFetcher: &fetchers.URLFetcher{},
			EventRecorder:  manager.GetEventRecorderFor("PromiseRelease"),
		}).SetupWithManager(manager),
	)
}
