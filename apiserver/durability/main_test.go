package durability_test

import (
	"flag"
	"os"
	"testing"
	"time"

	"k8s.io/apiserver/pkg/server/options/encryptionconfig/controller"

	"apitour/apiserver/apiservertest"
)

// soak asks for the long forms of the tests: see `make soak`.
var soak = flag.Bool("soak", false, "the long forms: 1,000 kills, 10,000 objects, a database filled 50 times")

func TestMain(m *testing.M) {
	if config := os.Getenv(etcdVariable); config != "" {
		os.Exit(runEtcd(config))
	}
	// A server looks at its encryption configuration once a minute, and a test has no minute.
	controller.EncryptionConfigFileChangePollDuration = 100 * time.Millisecond
	apiservertest.Main(m)
}
