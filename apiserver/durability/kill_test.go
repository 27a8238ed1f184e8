package durability_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"apitour/apiserver/apiservertest"
)

// TestKill kills the server with SIGKILL in the middle of a write load, at another moment each time, and starts it
// again on the same directory, which then holds every write that was ever acknowledged.
//
// A killed process leaves the kernel's page cache, so this alone would not notice an etcd that never calls fsync; that
// it does is shown in package etcd.
//
// The long form is 1,000 kills in ten parts, which can be run one by one: -run TestKill/part-03 -soak.
func TestKill(t *testing.T) {
	t.Parallel()
	if !*soak {
		killRepeatedly(t, 10, 1)
		return
	}
	for part := range uint64(10) {
		t.Run(fmt.Sprintf("part-%02d", part+1), func(t *testing.T) { killRepeatedly(t, 100, part+1) })
	}
}

func killRepeatedly(t *testing.T, rounds int, seed uint64) {
	t.Helper()
	dir := apiservertest.DataDir(t)
	ledger := newLedger()
	moments := rand.New(rand.NewPCG(seed, 2))
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

// TestKillFirstStart kills the first start of a directory in each of its stages. Whatever it has written by then, the
// next start goes on from there.
func TestKillFirstStart(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{
		"Complete", "MaybeDefaultWithSelfSignedCerts", "embed.StartEtcd", "WaitForLeader", "CreateServerChain",
		"prepared.Run",
	} {
		t.Run(stage, func(t *testing.T) {
			dir := apiservertest.DataDir(t)
			s := apiservertest.Launch(t, "--data-dir", dir, "--secure-port", "0")
			apiservertest.Await(t, stage, func(context.Context) (bool, error) {
				return apiservertest.Find(s.Recording.Snapshot(), stage) != nil, nil
			})
			if err := s.Kill(); err != nil {
				t.Fatal(err)
			}
			if err := apiservertest.Start(t, dir).Stop(); err != nil {
				t.Error(err)
			}
		})
	}
}
