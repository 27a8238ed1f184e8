package durability_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"apitour/apiserver/apiservertest"
	"apitour/apiserver/etcd"
)

// TestLogDamage kills a server in the middle of a load, and damages copies of its write-ahead log at random places: a
// block of zeros, noise, a cut. Each is refused by the log's name. As the process left it, the log passes, and
// the server starts.
//
// The very last records are left alone: damage there looks like a power cut.
func TestLogDamage(t *testing.T) {
	t.Parallel()
	dir := apiservertest.DataDir(t)
	s := apiservertest.Start(t, dir)
	config := s.Config(t)
	awaitDefault(t, config)
	ledger := newLedger()
	reached := ledger.after(400)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := ledger.write(ctx, config, 0)
	<-reached
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	drain(t, ended, clients)

	files, err := filepath.Glob(filepath.Join(dir, "etcd/member/wal/*.wal"))
	if err != nil || len(files) != 1 {
		t.Fatalf("want one log: %v, %v", files, err)
	}
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := etcd.Check(filepath.Join(dir, "etcd")); err != nil {
		t.Fatalf("as it was left: %v", err)
	}
	places := 50
	if *soak {
		places = 1_000
	}
	damageAtRandom(t, files[0], whole, places)

	s = apiservertest.Start(t, dir)
	ledger.compare(t, stored(t, s.Config(t)))
}

// damageAtRandom damages the log in place, and leaves it whole. The room behind the records is cut off, to be quick.
func damageAtRandom(t *testing.T, file string, whole []byte, places int) {
	t.Helper()
	defer func() {
		if err := os.WriteFile(file, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}()
	records := len(bytes.TrimRight(whole, "\x00"))
	random := rand.New(rand.NewPCG(3, 4))
	for range places {
		damaged := bytes.Clone(whole[:(records+7)&^7])
		at := random.IntN(records / 2)
		what := []string{"zeros", "noise", "cut"}[random.IntN(3)]
		switch what {
		case "zeros":
			at &^= 4095
			clear(damaged[at : at+4096])
		case "noise":
			copy(damaged[at:], bytes.Repeat([]byte{0xdb}, 64)) // longer than what may stand between two records
		case "cut":
			damaged = damaged[:at]
		}
		if err := os.WriteFile(file, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		err := etcd.Check(filepath.Dir(filepath.Dir(filepath.Dir(file))))
		if err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("%s at %d of %d: got %v", what, at, records, err)
		}
	}
}
