// Command apitour is a tour of kube-apiserver's startup: it boots a small but whole Kubernetes API server and walks the
// learner through that boot.
//
// It parses, wires, and maps errors to exit codes: 0 done, 1 failed, 2 called wrongly, 128 and the number of the signal
// that ended it. Data goes to stdout, messages to stderr. What the commands do is elsewhere: the server's process in
// cmd/server, requests in cmd/requests, broken boots in cmd/broken, the tour in walkthrough.
//
// Read the files in this order:
//
//	main.go          from arguments to an exit code
//	speech.go        in which language the commands speak; what they say is in walkthrough/phrases
//	command.go       the tree of commands; names.go says what was meant by a wrong name
//	interrupts.go    the signals that end a command; output_unix.go and output_other.go: is the output still read?
//	until.go         how work ends with its context
//
//	tour.go          the tour, live and of a recording; path.go, along which path and from where;
//	                 compare.go, beside other recordings
//	read.go          reads a recording, within memory.go; show.go joins it with notes and source,
//	                 or with a learner's own notes: ownnotes.go; language.go says in which language
//	render.go        the walk as a page
//	record.go        records a boot
//	output.go        where pages and recordings are written
//	request.go       follows a request
//	quiz.go          the questions again, another day
//	notes.go         the notes: list, show; verify.go, whether they tell the truth of traces;
//	                 upstream.go, and of upstream's source; find.go, which of them a message leads to
//	break.go         boots with one thing wrong
//	shell.go         a shell beside a server
package main
