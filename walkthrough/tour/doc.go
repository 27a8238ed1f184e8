// Package tour shows a walk on a terminal: a boot as the tree of its stages with a waterfall of their times, the
// source of the stage on which the learner stands, and the note that explains it.
//
//	 apitour · kube-apiserver's startup                      ready in 612 ms
//	━ Stages ━━━━━━━━━━━ 0 ━━━━━━ 612 ms ━ took ━│─ Source ─ apiserver/chain.go:41 ─
//	  ▾ main             ━───────────────→ 612 ms│ƒ 41 func CreateServerChain(
//	    ▾ CreateServerCh…   ━━───━━         182 ms│  42     node := CreateNodeDialer(ctx)
//	▶     CreateNodeDia…    ┃                41 µs│▶ 43     config, err := CreateKube…
//	                                             │─ CreateServerChain: three servers ─
//	                                             │ 182 ms · own 3.1 ms · began at +87 ms
//	 step 17 of 62 · CreateNodeDialer · +88 ms          next: CreateKubeAPIServerConfig
//	 space next  b back  i into  o over  u out  tab pane  L log  ? keys  q quit
//
// The walk is package walk's: where the learner stands, what a command does, how the server is. Here is one Elm model
// with what only a screen has: sizes, focus, scroll, theme, the open page. Panes are plain structs that take a size and
// return rows; they know nothing of keys or of each other. Keys, help page and help line come from the walk's command
// table. Work that takes long happens in commands beside the model.
//
// Reading order:
//
//	tour.go          Run: a walk on a terminal, and which characters that shows; ambiguous.go, how wide those are
//	model.go         the Elm model: the screen's state, Update, settle
//	keyboard.go      which key a terminal means, on keyboards of all layouts
//	actions.go       from a key to a command of the walk, or to one of the screen
//	view.go          View: rows from panes and pages
//	layout.go        columns and heights of the panes; split.go, as the learner divided them; toosmall.go
//	pane.go          headings, scrolling, texts
//	stages.go        the tree; waterfall.go, its bars; rest.go, many stages in a row; spreadcolumn.go;
//	                 minimap.go; marks.go
//	source.go        the function of the stage; highlight.go, its colours
//	facts.go         the note pane; sections.go, markdown.go, lists.go, cited.go; glossarywords.go
//	pages.go         what covers the panes: answer, intro; log.go, help.go, health.go, hooks.go, slices.go,
//	                 ready.go, outside.go
//	why.go           the questions of a stage, and the answer to one
//	prediction.go    the question before a stage, above the note
//	front.go         the page before the walk; chapterpage.go, glossarypage.go, narrow.go;
//	                 overviewspage.go
//	choices.go       a list in which arrows move and enter takes
//	markspage.go     the list of marks
//	title.go         the delegation chain; statusline.go; laneline.go; helpline.go
//	prompt.go        typed answers; editor.go, a line that is edited; searchmark.go, matches on the screen
//	mouse.go         clicks, the wheel, lines that are dragged
//	edit.go          the learner's editor; clipboard.go
//	jobs.go          Ctrl-Z and fg; jobs_unix.go, jobs_other.go; renderer.go, how frames come back
//	language.go      the screen in another language, and back
//	settings.go      what the screen remembers
//	text.go          cells: fitting, wrapping, ASCII
//	theme.go         styles; palettes.go, their colours
package tour
