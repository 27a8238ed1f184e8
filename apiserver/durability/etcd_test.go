package durability_test

import (
	"net/http"
	"net/url"
)

const etcdVariable = "APITOUR_TEST_ETCD"

func runEtcd(string) int { return 1 }

func noProxy(*http.Request) (*url.URL, error) { return nil, nil }
