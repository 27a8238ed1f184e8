package lesson

import (
	"slices"
	"testing"
)

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"CreateServerChain":                "create-server-chain",
		"InstallAPIs":                      "install-apis",
		"getAPIsOf":                        "get-apis-of",
		"createAPIExtensionsServer":        "create-api-extensions-server",
		"InstallAPIGroup/apps":             "install-api-group-apps",
		"PostStartHook/start-x_y":          "post-start-hook-start-x-y",
		"SecureServing.ApplyTo":            "secure-serving-apply-to",
		"RunE":                             "run-e",
		"main":                             "main",
		"OpenAPIV3":                        "open-apiv3",
		"  a  <b>  ":                       "a-b",
		"启动":                               "",
		"":                                 "",
		"NewRESTStorage/coordination.k8s.": "new-rest-storage-coordination-k8s",
	} {
		if got := slug(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestAnchorsAreUnique(t *testing.T) {
	taken := make(anchors)
	var got []string
	for _, name := range []string{"a", "A", "a-2", "a", "启动", "", "2"} {
		got = append(got, taken.unique("stage-", name))
	}
	want := []string{"stage-a", "stage-a-2", "stage-a-2-2", "stage-a-3", "stage-", "stage-2", "stage-2-2"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
