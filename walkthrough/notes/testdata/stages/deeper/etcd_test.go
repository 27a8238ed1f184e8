package deeper

func testOnly(ctx context.Context) {
	_, span := stage.Start(ctx)
	defer span.End(nil)
}
