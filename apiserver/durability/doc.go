// Package durability holds the tests of what an apiserver promises on a bad day: what it has acknowledged is never
// lost, and when it cannot go on it says so instead of hanging. There is no code here but tests, because there is
// nothing to write: an apiserver keeps no state, so the promise is etcd's to keep and the server's not to break.
//
// A write is acknowledged when its client has read a 2xx. By then this has happened, in this order:
//
//	the handler sends etcd one transaction: "if the key still has revision N, put this"
//	etcd's leader appends it to its write-ahead log, sends it to the other members, and calls fsync
//	a majority (of one, where etcd is embedded) has it on disk, so it is committed; etcd applies it, and answers
//	the handler encodes the object with its new resourceVersion, and answers
//
// So a process that is killed may have done more than it said, never less: a write without an answer is either there or
// not, as a whole. The tests are about that one sentence, for one server and for several:
//
//	kill_test.go         SIGKILL in the middle of a load, restart, and count
//	disk_test.go         a full disk, a read-only directory
//	corruption_test.go   a database, a log or an authority that is damaged or gone
//	logdamage_test.go    a log that is damaged at random after SIGKILL
//	quota_test.go        an embedded database that fills up, and is emptied
//	names_test.go        a data directory whose name means something else in a URL
//	etcd_away_test.go    an etcd that goes away, hangs, has no room, and comes back
//	cluster_test.go      three members of etcd, two servers; any one of each may go
//	encryption_test.go   what etcd holds is ciphertext, and keys can be changed
//	termination_test.go  a server that is told to stop while it is busy
//	memory_test.go       memory grows with the objects, not with time; largeobjects_test.go, its highest
//	bench_test.go        what all of that costs: make bench-requests
//
// load_test.go is the load and its ledger, etcd_test.go runs an etcd of its own as a child process. `make soak` runs
// the tests with -soak: more kills and more objects than `make test` has time for.
package durability
