package openapi

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	openapi_v2 "github.com/google/gnostic-models/openapiv2"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	"k8s.io/kube-openapi/pkg/builder"
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/schemaconv"
	"k8s.io/kube-openapi/pkg/util/proto"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/structured-merge-diff/v6/schema"
	"sigs.k8s.io/structured-merge-diff/v6/typed"
)

func TestTableIsWhatGenerateWrites(t *testing.T) {
	command := exec.Command("go", "run", "generate_markers.go")
	command.Stderr = os.Stderr
	want, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("zz_generated.markers.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("zz_generated.markers.go is stale: run go generate ./apiserver/openapi")
	}
}

func TestTableIsSorted(t *testing.T) {
	byName := func(a, b entry) int { return cmp.Compare(a.of, b.of) }
	if !slices.IsSortedFunc(table, byName) {
		t.Error("the table is not sorted: binary search would miss entries")
	}
	if len(slices.CompactFunc(slices.Clone(table), func(a, b entry) bool { return a.of == b.of })) != len(table) {
		t.Error("the table has two entries for one name")
	}
}

// TestSameAsGenerated compares with openapi-gen itself. The apiextensions library contains openapi-gen's output for
// autoscaling/v1, for the scale subresource: complete definitions with descriptions, at the same version.
func TestSameAsGenerated(t *testing.T) {
	const group = "io.k8s.api.autoscaling.v1."
	generated := apiextensions.GetOpenAPIDefinitions(reference)
	ours := definitions{ref: reference, made: maps.Clone(generated)}
	for name := range generated {
		if strings.HasPrefix(name, group) {
			delete(ours.made, name)
		}
	}
	for _, object := range kinds(autoscalingv1.SchemeGroupVersion) {
		ours.define(reflect.TypeOf(object).Elem())
	}
	compared := 0
	for name, got := range ours.made {
		want, ok := generated[name]
		if !ok || !strings.HasPrefix(name, group) {
			continue
		}
		compared++
		if got, want := text(t, got), text(t, want); got != want {
			t.Errorf("%s is\n%s, by openapi-gen\n%s", name, got, want)
		}
	}
	if compared < 8 {
		t.Errorf("compared only %d definitions", compared)
	}
}

// TestSameAsApplyConfigurations compares with the schema in client-go's typed apply. Upstream makes it from the same
// comments in another way, and it contains exactly what server-side apply needs: for every field its type, the merge
// and the keys of its items, and its default.
func TestSameAsApplyConfigurations(t *testing.T) {
	want := applyConfigurations(t)
	got := ourConfigurations(t)
	types, fields := 0, 0
	for name, wantFields := range want {
		gotFields, ok := got[name]
		if !ok {
			continue // of an alpha or beta version, which the test does not define
		}
		types++
		for field := range keys(wantFields, gotFields) {
			fields++
			if wantFields[field] != gotFields[field] {
				t.Errorf("%s %s:\nclient-go %q\nours      %q", name, field, wantFields[field], gotFields[field])
			}
		}
	}
	t.Logf("compared %d types, %d fields", types, fields)
	if types < 450 || fields < 2000 {
		t.Errorf("compared only %d types and %d fields", types, fields)
	}
}

// ourConfigurations converts our definitions as upstream makes client-go's schema: through a v2 document.
func ourConfigurations(t *testing.T) map[string]map[string]string {
	t.Helper()
	config := &common.Config{
		GetDefinitions:    Definitions(kinds()...),
		GetDefinitionName: definitionName,
		Info:              &spec.Info{InfoProps: spec.InfoProps{Title: "apitour", Version: "test"}},
	}
	swagger, err := builder.BuildOpenAPIDefinitionsForResources(config, modelNames(kinds())...)
	if err != nil {
		t.Fatal(err)
	}
	document, err := openapi_v2.ParseDocument([]byte(text(t, swagger)))
	if err != nil {
		t.Fatal(err)
	}
	models, err := proto.NewOpenAPIData(document)
	if err != nil {
		t.Fatal(err)
	}
	converted, err := schemaconv.ToSchema(models)
	if err != nil {
		t.Fatal(err)
	}
	return flatten(converted)
}

// applyConfigurations reads the schema from client-go's source, because the package that contains it is internal.
func applyConfigurations(t *testing.T) map[string]map[string]string {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/client-go").Output()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(strings.TrimSpace(string(dir)), "applyconfigurations", "internal", "internal.go")
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var longest string
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING && len(literal.Value) > len(longest) {
			longest = literal.Value
		}
		return true
	})
	source, err := strconv.Unquote(longest)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := typed.NewParser(typed.YAMLObject(source))
	if err != nil {
		t.Fatal(err)
	}
	return flatten(&parsed.Schema)
}

// flatten writes a schema as text: for every type its fields, and under "" the type itself.
func flatten(s *schema.Schema) map[string]map[string]string {
	types := map[string]map[string]string{}
	for _, typ := range s.Types {
		fields := map[string]string{"": describeAtom(typ.Atom)}
		if typ.Map != nil {
			for _, f := range typ.Fields {
				fields[f.Name] = describeRef(f.Type)
				if f.Default != nil {
					fields[f.Name] += fmt.Sprintf(", default %v", f.Default)
				}
			}
		}
		types[typ.Name] = fields
	}
	return types
}

func describeRef(r schema.TypeRef) string {
	if r.NamedType == nil {
		return describeAtom(r.Inlined)
	}
	if r.ElementRelationship != nil {
		return fmt.Sprintf("%s, %s here", *r.NamedType, *r.ElementRelationship)
	}
	return *r.NamedType
}

func describeAtom(a schema.Atom) (description string) {
	if a.Scalar != nil {
		description += "scalar " + string(*a.Scalar)
	}
	if a.List != nil {
		items := describeRef(a.List.ElementType)
		description += fmt.Sprintf("%s list by %q of (%s)", a.List.ElementRelationship, a.Keys, items)
	}
	if a.Map != nil {
		// An unset relationship means separable.
		relationship := cmp.Or(a.Map.ElementRelationship, schema.Separable)
		description += fmt.Sprintf("%s map of (%s)", relationship, describeRef(a.Map.ElementType))
		for _, u := range a.Unions {
			description += fmt.Sprintf(", union %v", u.Fields)
			if u.Discriminator != nil {
				description += " by " + *u.Discriminator
			}
		}
	}
	return description
}

func keys[V any](maps ...map[string]V) map[string]bool {
	all := map[string]bool{}
	for _, m := range maps {
		for key := range m {
			all[key] = true
		}
	}
	return all
}
