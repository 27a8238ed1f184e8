// Package stages shows the test that reads stage functions every way in which a stage is opened.
package stages

func CreateServerChain(ctx context.Context) (err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	_, dialer := stage.Call(ctx, "CreateNodeDialer", proxy.CreateNodeDialer)
	defer dialer.End(nil)
	return nil
}

func (s *Server) PrepareRun(ctx context.Context) {
	_, span := stage.Start(ctx)
	defer span.End(nil)
}

func (s completed[T]) Validate(ctx context.Context) {
	_, span := stage.Start(ctx)
	defer span.End(nil)
}

func notAStage(ctx context.Context) {
	prepare()
	_, span := other.Start(ctx)
	defer span.End(nil)
}

func command() *cobra.Command {
	return &cobra.Command{RunE: func(cmd *cobra.Command, _ []string) (err error) {
		ctx, span := stage.StartNamed(cmd.Context(), "RunE")
		defer span.End(&err)
		return nil
	}}
}

func installGroup(ctx context.Context, group string) {
	_, span := stage.StartNamed(ctx, "InstallAPIGroup/"+group)
	defer span.End(nil)
}

func hook(ctx context.Context, name string) {
	_, span := stage.StartNamed(ctx, name)
	defer span.End(nil)
}

func serveInsecurely(ctx context.Context) {
	_, span := stage.Call(ctx, "insecureServingInfo.Serve", (*info).Serve)
	defer span.End(nil)
}
