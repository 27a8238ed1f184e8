package apiserver

// Main is the process: it makes the command and executes it.
func Main(ctx context.Context) error {
	ctx, span := stage.Start(ctx)
	defer span.End()
	command := NewAPIServerCommand(ctx)
	return RunE(ctx, command)
}

func NewAPIServerCommand(ctx context.Context) *command {
	s := NewServerRunOptions(ctx)
	return &command{options: s}
}

func NewServerRunOptions(ctx context.Context) *options { return new(options) }

func RunE(ctx context.Context, c *command) error {
	PrintAndExitIfRequested(ctx)
	PrintFlags(ctx, c.flags)
	completed, err := Complete(ctx, c.options)
	if err != nil {
		return err
	}
	if errs := Validate(ctx, completed); len(errs) > 0 {
		return errors.Join(errs...)
	}
	return Run(SetupSignalHandler(ctx), completed)
}

func PrintAndExitIfRequested(ctx context.Context) {}

func PrintFlags(ctx context.Context, flags *flagSet) {}

func Complete(ctx context.Context, o *options) (*options, error) {
	return o, MaybeDefaultWithSelfSignedCerts(ctx, o)
}

func MaybeDefaultWithSelfSignedCerts(ctx context.Context, o *options) error { return nil }

func Validate(ctx context.Context, o *options) []error { return nil }

func SetupSignalHandler(ctx context.Context) context.Context { return ctx }

// Run boots the server and serves until the context is done.
func Run(ctx context.Context, o *options) error {
	logVersion(ctx)
	if err := StartEtcd(ctx, o); err != nil {
		return fmt.Errorf("start etcd: %w", err)
	}
	server, err := CreateServerChain(ctx, o)
	if err != nil {
		return err
	}
	return runPrepared(ctx, PrepareRun(ctx, server))
}

func logVersion(ctx context.Context) {}

func StartEtcd(ctx context.Context, o *options) error { return nil }
