// Package claims holds what the notes state of the trace against recordings.
//
//	note    claims:                       recording   CreateServerChain ─ CreateNodeDialer
//	        - calls CreateServerChain …               …
//	        ─────────────────────────────────────────────────────────────────────
//	Result  holds, fails with what was found instead, or undecided with the reason
//
// The language is closed ([notes.ClaimKind]); README.md of package notes defines each kind. A recording is divided into
// runs: a boot, and each request. A run decides a claim, or does not: a boot without a flag says nothing of what that
// flag does. A claim fails when it is false in one run, and holds when it is true in one and false in none.
//
// What comes before which, which check is green and what reports a broken boot is defined in package evidence, on which
// the tour's questions rest too; who decides a request in package lesson.
//
// Reading order:
//
//	run.go     Run: what was recorded, and whether it is whole
//	claims.go  Check: every claim of a library against runs; Result
//	judge.go   which run decides which claim, and each kind
//	order.go   the kinds about order, goroutines and waiting
//	say.go     what was found instead, in words
package claims
