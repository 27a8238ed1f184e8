package deeper

func Start(ctx context.Context) {
	_, span := stage.StartNamed(ctx, "StartEtcd")
	defer span.End(nil)
}
