package apiserver

import (
	"context"

	aggregatorapiserver "k8s.io/kube-aggregator/pkg/apiserver"

	"apitour/apiserver/stage"
)

// CreateServerChain builds three servers, each with the one before as its delegation target: a server hands to its
// target what it has no route for.
//
//	built   1. not found ◄── 2. apiextensions ◄── 3. kube ◄── 4. aggregator
//	asked   4. not found ◄── 3. apiextensions ◄── 2. kube ◄── 1. aggregator ◄── the one listener
//
// It is built from the inside out because a target must exist before the server that delegates to it: a server copies
// its target's hooks and health checks, and asks it which paths it serves.
func CreateServerChain(
	ctx context.Context, completedOptions completedServerRunOptions,
) (_ *aggregatorapiserver.APIAggregator, err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	proxyTransport := CreateNodeDialer(ctx)

	kubeAPIServerConfig, err := CreateKubeAPIServerConfig(ctx, completedOptions, proxyTransport)
	if err != nil {
		return nil, err
	}

	// 1 and 2: custom resources, on top of the handler that answers "not found".
	apiExtensionsConfig, err := createAPIExtensionsConfig(ctx, kubeAPIServerConfig, completedOptions)
	if err != nil {
		return nil, err
	}
	notFound := NewEmptyDelegate(ctx, kubeAPIServerConfig)
	apiExtensionsServer, err := createAPIExtensionsServer(ctx, apiExtensionsConfig, notFound)
	if err != nil {
		return nil, completedOptions.explainStorage(ctx, err)
	}

	// 3: the built-in kinds.
	kubeAPIServer, err := CreateKubeAPIServer(ctx, kubeAPIServerConfig, apiExtensionsServer.GenericAPIServer)
	if err != nil {
		return nil, completedOptions.explainStorage(ctx, err)
	}

	// 4: the aggregator is built last and asked first.
	aggregatorConfig, err := createAggregatorConfig(ctx, kubeAPIServerConfig, completedOptions)
	if err != nil {
		return nil, err
	}
	aggregatorServer, err := createAggregatorServer(ctx, aggregatorConfig, kubeAPIServer, apiExtensionsServer.Informers)
	if err != nil {
		return nil, completedOptions.explainStorage(ctx, err)
	}
	kubeAPIServerConfig.Requests.Follow(apiExtensionsServer, kubeAPIServer.GenericAPIServer, aggregatorServer)

	if kubeAPIServerConfig.InsecureServing == nil {
		span.Event("insecure serving is off")
		return aggregatorServer, nil
	}
	// From here on every client on this host may write, so the data directory must stay when the server ends.
	if err := completedOptions.Data.Keep(); err != nil {
		return nil, explainDisk(err)
	}
	apiHandler := aggregatorServer.GenericAPIServer.UnprotectedHandler()
	handler := completedOptions.stopping.requests.Watch(
		BuildInsecureHandlerChain(ctx, apiHandler, kubeAPIServerConfig.GenericConfig))
	if err := serveInsecurely(ctx, kubeAPIServerConfig, handler); err != nil {
		return nil, err
	}
	return aggregatorServer, nil
}
