package openapi

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

// TestSameAsPublished compares with the OpenAPI documents that the Kubernetes project publishes of its server. They are
// in the module k8s.io/kubernetes, which this module does not need. So the test runs only where the module cache has
// it, at the version of our libraries:
//
//	go mod download k8s.io/kubernetes@v1.37.2
func TestSameAsPublished(t *testing.T) {
	dir := publishedDir(t)
	schemas := 0
	for version := range groupVersions() {
		place := "apis__" + version.Group + "__" + version.Version
		if version.Group == "" {
			place = "api__" + version.Version
		}
		text, err := os.ReadFile(filepath.Join(dir, place+"_openapi.json"))
		if errors.Is(err, fs.ErrNotExist) {
			t.Logf("%s is not published", version)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		var published struct {
			Components struct{ Schemas map[string]any }
		}
		if err := json.Unmarshal(text, &published); err != nil {
			t.Fatal(err)
		}
		for name, ours := range models(t, kinds(version)...) {
			want, ok := published.Components.Schemas[name].(map[string]any)
			if !ok {
				continue // of a kind without a path, such as a list of options
			}
			schemas++
			got := decoded(t, ours)
			for _, s := range []map[string]any{got, want} {
				delete(s, "x-kubernetes-group-version-kind") // the server's namer knows more schemes than this test
			}
			withoutEnums(got) // upstream switches OpenAPIEnums off for the publication
			differ(t, version.String()+" "+name, got, want)
		}
	}
	t.Logf("compared %d schemas", schemas)
	if schemas < 600 {
		t.Errorf("compared only %d schemas", schemas)
	}
}

// publishedDir finds the documents in the module cache.
func publishedDir(t *testing.T) string {
	t.Helper()
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	version, err := exec.Command("go", "list", "-m", "-f", "{{.Version}}", "k8s.io/api").Output()
	if err != nil {
		t.Fatal(err)
	}
	release := strings.Replace(strings.TrimSpace(string(version)), "v0.", "v1.", 1)
	dir := filepath.Join(strings.TrimSpace(string(cache)), "k8s.io", "kubernetes@"+release, "api", "openapi-spec", "v3")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the documents of %s are not on this machine: go mod download k8s.io/kubernetes@%s", release, release)
	}
	return dir
}

func groupVersions() map[schema.GroupVersion]bool {
	versions := map[schema.GroupVersion]bool{}
	for kind, typ := range stable.AllKnownTypes() {
		if strings.HasPrefix(typ.PkgPath(), "k8s.io/api/") {
			versions[kind.GroupVersion()] = true
		}
	}
	return versions
}

func decoded(t *testing.T, v any) (m map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text(t, v)), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// withoutEnums removes enumerations from a decoded schema, and their values from the descriptions.
func withoutEnums(v any) {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "enum")
		if description, ok := v["description"].(string); ok {
			v["description"], _, _ = strings.Cut(description, "\n\nPossible enum values:")
		}
		for _, nested := range v {
			withoutEnums(nested)
		}
	case []any:
		for _, nested := range v {
			withoutEnums(nested)
		}
	}
}

// cutShort are the texts in which SwaggerDoc and openapi-gen differ: SwaggerDoc stops at a line of dashes, and does not
// escape text that is already escaped.
var cutShort = map[string]bool{
	"CertificateSigningRequestStatus.certificate":            true,
	"PodSecurityContext.fsGroup":                             true,
	"PodSpec.setHostnameAsFQDN":                              true,
	"TopologySpreadConstraint.maxSkew":                       true,
	"TopologySpreadConstraint.minDomains":                    true,
	"TopologySpreadConstraint.whenUnsatisfiable":             true,
	"ValidatingAdmissionPolicyBindingSpec.validationActions": true,
}

// differ reports every difference between two schemas, property by property.
func differ(t *testing.T, name string, got, want map[string]any) {
	t.Helper()
	gotProperties, _ := got["properties"].(map[string]any)
	wantProperties, _ := want["properties"].(map[string]any)
	for property := range keys(gotProperties, wantProperties) {
		g, _ := gotProperties[property].(map[string]any)
		w, _ := wantProperties[property].(map[string]any)
		if cutShort[name[strings.LastIndex(name, ".")+1:]+"."+property] {
			delete(g, "description")
			delete(w, "description")
		}
		if !reflect.DeepEqual(g, w) {
			t.Errorf("%s %s:\nours      %s\npublished %s", name, property, text(t, g), text(t, w))
		}
	}
	delete(got, "properties")
	delete(want, "properties")
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\nours      %s\npublished %s", name, text(t, got), text(t, want))
	}
}
