package phrases

// The help of the commands. Names of commands and flags stay as they are; what stands beside a command in an example is
// said in each language.
var helpEnglish = map[string]Help{
	"": {
		Short: "A tour of kube-apiserver's startup",
		Long: `A tour of kube-apiserver's startup. apitour boots a small but whole Kubernetes API server, records every
stage of its boot, and walks you through it: what happened, how long it took, the source, and a note that
explains it. Without a command it boots the server and opens the tour.`,
		Example: `  apitour                                   boot the server and open the tour
  apitour play                              tour a recorded boot, without booting anything
  apitour record -o boot.jsonl              record a boot
  apitour render boot.jsonl -o boot.md      write the walk as a page
  apitour request --list                    follow one request through the server
  apitour break port-taken                  boot it with one thing wrong
  apitour shell                             try kubectl on a server that ends with the shell
  apitour quiz --due                        answer the tour's questions again, another day
  apitour notes verify                      see whether the notes tell the truth of a recording
  apitour apiserver --data-dir ./data       run the server itself, for kubectl`,
	},
	"tour": {
		Short: "Boot the server and open the tour (what apitour does without a command)",
	},
	"play": {
		Short: "Tour a recorded boot; without a file, the one inside apitour",
		Long: `Tour a recorded boot; without a file, the one inside apitour. FILE is OTLP JSON in any layout, also gzip
or zstd; - is standard input, and the keys then come from the terminal. With several recordings of the same program the
tour is of the first, and says of each stage how long it took in all of them, and which order of stages is luck.
Without a terminal the whole walk is printed, with the comparison.`,
		Example: `  apitour play boot.jsonl
  apitour play monday.jsonl tuesday.jsonl wednesday.jsonl
  apitour play monday.jsonl tuesday.jsonl | less
  apitour play --notes ./notes shop.jsonl       # a program of your own, explained by notes of your own
  curl -s http://localhost:16686/api/v3/traces/TRACE-ID | apitour play -`,
	},
	"record": {
		Short: "Boot the server until it is ready, record every stage, stop it",
		Long: `Boot the server on a temporary directory until it is ready, write the spans of the boot to a file, and
stop the server again. The file is OTLP JSON, one object per line; the OpenTelemetry Collector and Jaeger read it too.
A boot that fails is recorded too.`,
		Example: `  apitour record -o boot.jsonl
  apitour record -o - | jq .
  apitour record -o boot.jsonl -- --insecure-port 8080`,
	},
	"render": {
		Short: "Write the walk through a recording as a page",
		Long: `Write the walk through a recording as a page: contents, the tree of stages with their times, and for
every stage its note, its source and the facts of its span. Without a file, the page is about the recording in apitour.
Of another program's trace the page has the facts of its spans, and your notes with --notes. A page with more than
5,000 stages would be too long for most programs: it is the outline alone, and --stage or --all writes chapters.
FILE is OTLP JSON in any layout, also gzip or zstd; - is standard input. With several recordings of the same program
the page is of the first, and says of each stage how long it took in all of them, and which order of stages is luck.
The format svg is a picture of the terminal tour instead.`,
		Example: `  apitour render boot.jsonl --format markdown -o boot.md
  apitour render | less
  apitour render monday.jsonl tuesday.jsonl wednesday.jsonl -o compared.md
  apitour render large.jsonl --stage 'POST /order' -o order.md
  apitour render --notes ./notes shop.jsonl -o shop.md`,
	},
	"request": {
		Short: "Boot the server, send it one request, and follow the request through every filter and server",
		Long: `Boot the server on a temporary directory, send it one request, stop it, and show the way of the request:
each filter of the handler chain with its own time, each server with the reason why it passed the request on,
admission, storage and etcd. In a terminal that is a tour, with notes and source; elsewhere it is text.

A NAME is that of a guided request. Guided requests prepare what they need, and come with a note.`,
		Example: `  apitour request --list
  apitour request aggregated
  apitour request /apis/apps/v1/namespaces/default/deployments --as jane
  apitour request POST /api/v1/namespaces --data namespace.json
  apitour request '/api/v1/configmaps?watch=true' --watch-for 3s
  apitour request denied --at WithAuthorization`,
	},
	"break": {
		Short: "Boot the server with one thing wrong, and see where it shows",
		Long: `Boot the server with one thing wrong, and see in which stage it fails, how the error travels up, and what
an operator sees. Everything happens in temporary folders and on this machine's loopback, and ends with the command.`,
		Example: `  apitour break                             list the broken boots
  apitour break port-taken                  boot while another process has the port
  apitour break port-taken | less           the same as text
  apitour break port-taken -o taken.jsonl   the same, and the trace of the boot in a file
  apitour break port-taken --step --at SecureServing.ApplyTo
                                            hold the server where it will fail`,
	},
	"shell": {
		Short: "Boot the server, open a shell whose kubectl speaks to it, and stop it when the shell ends",
		Long: `Boot the server on a temporary directory and any free port, open your shell as the server's admin,
and stop the server when the shell ends. Nothing is left behind. When standard input is no terminal, it is a script for
sh, and its exit code is that of apitour.

The shell finds the server in its environment:

  KUBECONFIG      the credentials of the server's admin; kubectl reads it
  APITOUR_SERVER  the server's address, https://127.0.0.1:PORT
  APITOUR_DATA    its data directory: etcd's files, and the certificates in pki
  APITOUR_LOG     the file with its log
  APITOUR_PID     its process`,
		Example: `  apitour shell
  echo 'kubectl get namespaces' | apitour shell
  apitour shell -- --authorization-mode=AlwaysAllow <tests.sh`,
	},
	"quiz": {
		Short: "Answer the tour's questions again, another day",
		Long: `Answer the questions that the tour asks, without a tour around them: those about the stages of a boot,
about guided requests and about broken boots. What you know of each stays in your settings, and so do answers that you
give in the tour: a question that was right comes again after 1 day, then after 3, 7 and 21; one that was wrong on the
next day. Those that are due come first. Type the number of an answer, nothing to skip a question, q to end. Nothing is
counted against you.

A NAME is that of a guided request or of a broken boot.`,
		Example: `  apitour quiz                              all questions
  apitour quiz --due                        those that are due today
  apitour quiz request                      those about guided requests
  apitour quiz hook-hangs                   those about this broken boot`,
	},
	"notes": {
		Short: "List the notes, show one, find those of a message, and see whether they still tell the truth",
		Example: `  apitour notes list
  apitour notes show create-server-chain
  apitour notes find "failed to create listener"
  apitour notes verify boot.jsonl`,
	},
	"notes list": {
		Short: "List the notes: the name of each, and its title",
	},
	"notes show": {
		Short: "Show a note as text, with what it claims of the trace",
		Long: `Show a note as text, and below it what it claims of the trace. NAME is that of the note, as apitour notes
list has it, or of a stage that it explains.`,
		Example: `  apitour notes show create-server-chain
  apitour notes show WithAudit | less`,
	},
	"notes find": {
		Short: "Find the notes of a message: of a log line, of /readyz?verbose, of a client's error",
		Long: `Find what a text says, and the notes that explain it. TEXT is what an operator has in hand: lines of the
server's log, with klog's header or without; what /livez?verbose or /readyz?verbose answers; an error that kubectl
prints; an exit code ("exit status 1"). With - the text comes from standard input, and may have many lines.

The text is held against the signs in the notes, and against the messages in the source of Kubernetes and of apitour's
own server. apitour has a table of these, with the place of each at minor releases since v1.17. Of each line it says
what it means and what to look at next, where upstream has the message, and in which releases. The place in klog's
header tells the release. Nothing is asked of the network.

The exit code is 1 if no message is known.`,
		Example: `  apitour notes find "failed to create listener: failed to listen on 0.0.0.0:6443"
  apitour notes find '[-]poststarthook/rbac/bootstrap-roles failed: reason withheld'
  apitour notes find exit status 255
  kubectl get --raw '/readyz?verbose' 2>&1 | apitour notes find -
  journalctl -u kube-apiserver | grep ' [EF][0-9]' | apitour notes find --output json -`,
	},
	"notes verify": {
		Short: "Hold the notes against recordings, or against upstream's source",
		Long: `Hold what the notes claim of the trace against recordings: of boots, of requests, of whatever apitour
records. Without a file these are the recordings in apitour: a boot, the guided requests, the broken boots. A recording
decides the claims that speak of what it has: a boot says nothing of requests, nor of flags that it was not given. With
--fresh apitour records all that the claims speak of, which takes half a minute: boots with and without flags, the
guided requests, the broken boots. The exit code is 1 when a claim fails.

With --upstream it is said instead which places in Kubernetes' source are no longer what the notes describe. A place is
an anchor in a note's front matter, or a line or a range of a file that its text names. It is anchored in the
declaration around it, whose tokens are compared: comments and white space do not count.

  same      the same text on the same lines
  moved     the same text on other lines, in another file or in another package
  changed   another text under the same name
  gone      no such declaration

The exit code is 1 if notes are to be mended: places are changed or gone that the release has which the notes describe.
That is asked of later releases only, and of a checkout. The releases that "all" lists are compared without the network.
The go command downloads others.`,
		Example: `  apitour notes verify
  apitour notes verify boot.jsonl request.jsonl
  apitour notes verify --fresh
  apitour notes verify --output json | jq '.results[] | select(.verdict == "fails")'
  apitour notes verify --upstream all                        all minors in one table
  apitour notes verify --upstream v1.36.3
  apitour notes verify --upstream ~/src/kubernetes           a checkout`,
	},
	"apiserver": {
		Short: "Run the server itself, for kubectl and every other client",
	},
	"completion": {
		Short: "Generate the autocompletion script for the specified shell",
		Long: `Generate the autocompletion script for apitour for the specified shell.
See each sub-command's help for details on how to use the generated script.`,
	},
	"help": {
		Short: "Help about any command",
	},
}

var flagsEnglish = map[string]string{
	"ascii":      "draw the tour in ASCII only",
	"lang":       "the `LANGUAGE` of the tour: en or zh (default: that of the locale)",
	"plain":      "walk line by line instead of on a screen; type help there",
	"path":       "which steps are stops: short, main or all (default: the last choice, or main)",
	"at":         "begin at the `STAGE` of this name, number or address; a server that is held runs there",
	"notes":      "explain FILE with the notes in `DIR` and not with apitour's own; may be repeated",
	"max-memory": "how much memory FILE may take, as 8GB (default half of what is free)",

	"break output": "the file for the trace of the boot, - for standard output; the rest is text then",
	"break step":   "hold the server at its first stage, to step it; timeouts of its stages do not expire then",

	"quiz due": "ask only the questions that are due today",

	"record output": "the file to write, - for standard output",

	"render format":      "one of %s",
	"render output":      "the file to write, - for standard output",
	"render stable":      "leave out times and ids, so that two boots of the same program give the same page",
	"render stage":       "write about the stage or span of that name, number or address, and what is inside it",
	"render translation": "link to the same page in another language: `LANGUAGE=FILE`",
	"render all":         "write a chapter for every stage, also when there are more than 5,000",

	"request list":         "list the guided requests",
	"request output":       "the file for the trace of the request, - for standard output",
	"request as":           "the user that the admin impersonates",
	"request anonymous":    "send no credentials",
	"request data":         "the file with the body of the request, - for standard input",
	"request content-type": "the media type of the body",
	"request watch-for":    "how long to read the answer; the default for a watch is 1s",

	"notes find output":     "text for people, or json",
	"notes verify fresh":    "record boots, requests and broken boots now, and hold the notes against them",
	"notes verify upstream": "compare with a release of Kubernetes, with the folder of a checkout, or with all",
	"notes verify output":   "text for people, or json; of --upstream all also markdown",
}
