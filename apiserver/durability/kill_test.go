package durability_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"apitour/apiserver/apiservertest"
)

// TestKill kills the server with SIGKILL in the middle of a write load, at another moment each time, and starts it
// again on the same directory, which then holds every write that was ever acknowledged.
//
// A killed process leaves the kernel's page cache, so this alone would not notice an etcd that never calls fsync; that
// it does is shown in package etcd.
func TestKill(t *testing.T) {
	t.Parallel()
	rounds := 10
	if *soak {
		rounds = 100
	}
	dir := apiservertest.DataDir(t)
	ledger := newLedger()
	moments := rand.New(rand.NewPCG(1, 2))
	s := apiservertest.Start(t, dir)
	awaitDefault(t, s.Config(t))
	for round := range rounds {
		config := s.Config(t)
		reached := ledger.after(1 + moments.IntN(200))
		ctx, cancel := context.WithCancel(t.Context())
		ended := ledger.write(ctx, config, round)
		waiting := clients
		select {
		case <-reached:
		case err := <-ended:
			t.Errorf("round %d: a write failed before the server was killed: %v", round, err)
			waiting--
		}
		if err := s.Kill(); err != nil {
			t.Fatal(err)
		}
		drain(t, ended, waiting)
		cancel()

		s = apiservertest.Start(t, dir)
		ledger.compare(t, stored(t, s.Config(t)))
		if t.Failed() {
			t.Fatalf("round %d of %d", round+1, rounds)
		}
	}
	t.Logf("%d kills, %d acknowledged writes, %d objects", rounds, ledger.answers, len(ledger.promises))
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}
