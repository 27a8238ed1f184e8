package tour

// paneRows are what can be done with the panes: look for something in them, divide the screen among them, edit what they
// show. They belong to the group of what is looked at.
func paneRows() []command {
	return []command{
		row(looking, "search", []string{"/"}, "/", "search for a text", "", (*model).askSearch),
		row(looking, "match", []string{"ctrl+n"}, "n ctrl+n", "next match of a search", "", (*model).nextMatch),
		row(looking, "match-before", []string{"N"}, "N", "the match before", "", (*model).matchBefore),
		row(looking, "go", []string{":"}, ":", "go to a stage, a number", "", (*model).askJump),
		row(looking, "fold-note", []string{"F"}, "F", "fold the note, unfold it", "", (*model).foldAllSections),
		row(looking, "edit", []string{"e"}, "e", "edit it in your $EDITOR", "", (*model).edit),
		row(looking, "wider", []string{">"}, ">", "the focused pane larger", "", (*model).wider),
		row(looking, "narrower", []string{"<"}, "<", "the focused pane smaller", "", (*model).narrower),
		row(looking, "present", []string{"v"}, "v", "present: one pane, large", "", (*model).togglePresenting),
		row(looking, "mouse", []string{"m"}, "m", "use the mouse, or do not", "", (*model).toggleMouse),
	}
}
