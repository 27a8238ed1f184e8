package apiserver

import (
	"context"

	aggregatorapiserver "k8s.io/kube-aggregator/pkg/apiserver"

	"apitour/apiserver/stage"
)

// CreateServerChain builds three servers, each with the one before as its delegation target: what a server has no route
// for, it hands to its target.
//
//	built   1. not found ◄── 2. apiextensions ◄── 3. kube ◄── 4. aggregator
//	asked   4. not found ◄── 3. apiextensions ◄── 2. kube ◄── 1. aggregator ◄── the one listener
//
// It is built from the inside out because a target must exist before the server that delegates to it: a server copies its
// target's hooks and health checks, and asks it which paths it serves.
func CreateServerChain(ctx context.Context, completedOptions completedServerRunOptions) (_ *aggregatorapiserver.APIAggregator, err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	proxyTransport := CreateNodeDialer(ctx)
	requests := completedOptions.process.traceRequests() // nil, but for a tour that follows requests

	kubeAPIServerConfig, insecureServingInfo, serviceResolver, err := CreateKubeAPIServerConfig(ctx, completedOptions, proxyTransport)
	if err != nil {
		return nil, err
	}

	// 1 and 2: custom resources, on top of the handler that says "not found".
	apiExtensionsConfig, err := createAPIExtensionsConfig(ctx, kubeAPIServerConfig, completedOptions, serviceResolver)
	if err != nil {
		return nil, err
	}
	notFound := NewEmptyDelegate(ctx, kubeAPIServerConfig.GenericConfig.Serializer, requests)
	apiExtensionsServer, err := createAPIExtensionsServer(ctx, apiExtensionsConfig, notFound)
	if err != nil {
		return nil, completedOptions.explainStorage(err)
	}
	requests.watchAPIExtensions(apiExtensionsServer)

	// 3: the built-in kinds.
	kubeAPIServer, err := CreateKubeAPIServer(ctx, kubeAPIServerConfig, apiExtensionsServer.GenericAPIServer)
	if err != nil {
		return nil, completedOptions.explainStorage(err)
	}
	requests.watchKube(kubeAPIServer)

	// 4: the aggregator comes last, because it is asked first.
	aggregatorConfig, err := createAggregatorConfig(ctx, kubeAPIServerConfig, completedOptions, serviceResolver)
	if err != nil {
		return nil, err
	}
	if requests != nil {
		aggregatorConfig.GenericConfig.BuildHandlerChainFunc = requests.buildHandlerChain
	}
	aggregatorServer, err := createAggregatorServer(ctx, aggregatorConfig, kubeAPIServer, apiExtensionsServer.Informers)
	if err != nil {
		return nil, completedOptions.explainStorage(err)
	}
	requests.watchAggregator(aggregatorServer)

	if insecureServingInfo == nil {
		span.Event("insecure serving is off")
		return aggregatorServer, nil
	}
	// From here on anybody on this host may write, so the data directory is no longer ours to throw away.
	completedOptions.Data.Keep()
	handler := BuildInsecureHandlerChain(ctx, aggregatorServer.GenericAPIServer.UnprotectedHandler(), kubeAPIServerConfig.GenericConfig)
	if err := serveInsecurely(ctx, insecureServingInfo, handler, kubeAPIServerConfig.GenericConfig.RequestTimeout); err != nil {
		return nil, err
	}
	return aggregatorServer, nil
}
