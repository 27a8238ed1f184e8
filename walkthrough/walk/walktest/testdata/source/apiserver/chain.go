package apiserver

// CreateServerChain builds three servers, each with the one before as its delegation target: what a server has no
// route for, it hands to its target.
//
//	built   1. not found ◄── 2. apiextensions ◄── 3. kube ◄── 4. aggregator
//	asked   4. not found ◄── 3. apiextensions ◄── 2. kube ◄── 1. aggregator ◄── listener
//
// It is built from the inside out, because a target must exist before the server that delegates to it.
func CreateServerChain(ctx context.Context, o *options) (*aggregator, error) {
	proxyTransport := CreateNodeDialer(ctx)

	config, serviceResolver, err := CreateKubeAPIServerConfig(ctx, o, proxyTransport)
	if err != nil {
		return nil, err
	}

	// 1 and 2: custom resources, on top of the handler that says "not found".
	extensionsConfig, err := createAPIExtensionsConfig(ctx, config, o, serviceResolver)
	if err != nil {
		return nil, err
	}
	extensionsServer, err := createAPIExtensionsServer(ctx, extensionsConfig)
	if err != nil {
		return nil, err
	}

	// 3: the built-in kinds.
	kubeServer, err := CreateKubeAPIServer(ctx, config, extensionsServer)
	if err != nil {
		return nil, err
	}

	// 4: the aggregator comes last, because it is asked first.
	aggregatorConfig, err := createAggregatorConfig(ctx, config, o)
	if err != nil {
		return nil, err
	}
	return createAggregatorServer(ctx, aggregatorConfig, kubeServer)
}

func CreateNodeDialer(ctx context.Context) *transport { return new(transport) }

func CreateKubeAPIServerConfig(ctx context.Context, o *options, t *transport) (*config, *resolver, error) {
	return buildGenericConfig(ctx, o, t)
}

func buildGenericConfig(ctx context.Context, o *options, t *transport) (*config, *resolver, error) {
	c := newConfig()
	applySecureServing(o, c) // SecureServing.ApplyTo
	factory := BuildStorageFactory(ctx, o)
	applyEtcd(o, factory, c) // Etcd.ApplyWithStorageFactoryTo
	c.Authenticator = BuildAuthenticator(ctx, o)
	c.Authorizer = BuildAuthorizer(ctx, o)
	applyAdmission(o, c) // Admission.ApplyTo
	return c, newResolver(), nil
}

func BuildStorageFactory(ctx context.Context, o *options) *factory { return new(factory) }

func BuildAuthenticator(ctx context.Context, o *options) authenticator { return nil }

func BuildAuthorizer(ctx context.Context, o *options) authorizer { return nil }

func createAPIExtensionsConfig(ctx context.Context, c *config, o *options, r *resolver) (*config, error) {
	return c, nil
}

func createAPIExtensionsServer(ctx context.Context, c *config) (*server, error) {
	return newServer(c, NewEmptyDelegate()), nil
}

// CreateKubeAPIServer makes the server of the built-in kinds.
func CreateKubeAPIServer(ctx context.Context, c *config, delegate *server) (*server, error) {
	s := newServer(c, delegate)
	if err := InstallLegacyAPI(ctx, s); err != nil {
		return nil, err
	}
	return s, InstallAPIs(ctx, s)
}

func InstallLegacyAPI(ctx context.Context, s *server) error {
	return installGroup(ctx, s, newRESTStorage(ctx, "")) // NewRESTStorage/core InstallAPIGroup/core
}

func InstallAPIs(ctx context.Context, s *server) error {
	for _, group := range groups {
		storage := newRESTStorage(ctx, group)                 // NewRESTStorage/
		if err := installGroup(ctx, s, storage); err != nil { // InstallAPIGroup/
			return err
		}
	}
	return nil
}

func createAggregatorConfig(ctx context.Context, c *config, o *options) (*config, error) {
	return c, nil
}

func createAggregatorServer(ctx context.Context, c *config, delegate *server) (*aggregator, error) {
	return newAggregator(c, delegate, apiServicesToRegister(ctx, delegate)), nil
}

func apiServicesToRegister(ctx context.Context, delegate *server) []string { return nil }

func PrepareRun(ctx context.Context, a *aggregator) *prepared { return a.prepare() }

// runPrepared is the span prepared.Run: it starts the hooks and serves.
func runPrepared(ctx context.Context, p *prepared) error {
	for _, hook := range p.hooks {
		go hook(ctx) // PostStartHook/
	}
	return WaitForReady(ctx, p)
}

func WaitForReady(ctx context.Context, p *prepared) error { return nil }
