// Package page writes a lesson as one page, from its first step to its last.
//
//	# The startup of apitour, stage by stage      what was recorded
//	## In all 3 recordings                        where several are compared: medians, law and luck
//	## Contents                                   every stage, as a tree, with the one thing to remember
//	## Where the time went                        the tree again, with times
//	## The walk
//	### CreateServerChain                         its facts, its note, its source
//	### …
//
// A page has two forms: [Markdown], for a file that is kept or published, and [Text], for pagers and for a terminal
// without a tour. Both contain our own source and only links to the source of libraries, because a page may be
// published.
//
// The texts of a trace are data. Control characters are made visible, and the special characters of Markdown and HTML
// are escaped.
//
// A trace may be of any size: a million spans, names of a megabyte, a recursion a hundred thousand deep. Writing takes
// time in proportion to it. What is too long for a reader is cut, and the page says how long it is; what is too deep is
// not indented further; and of very many stages the page has the outline alone, unless [Options] ask for more.
//
// To read the code: page.go is what others call. outline.go puts the stages in the order of the page, with hooks.go,
// and stage.go is one of them; its anchor is its address in the lesson. overviews.go is what stands before them.
// note.go writes a note, with what has become of the places in upstream's source that it cites.
// facts.go says what was recorded, times.go draws it, compared.go says what other recordings tell. markdown.go with
// escape.go, and text.go with wrap.go, are the two forms. A note becomes text in prose.go, plain.go and table.go.
package page
