package openapi

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	autoscalingv1 "k8s.io/api/autoscaling/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/schemaconv"
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

// TestSameAsGenerated compares with openapi-gen itself. The apiextensions library brings what openapi-gen made of
// autoscaling/v1, for the scale subresource: complete definitions, descriptions included, at the very same version.
func TestSameAsGenerated(t *testing.T) {
	compared := 0
	generated := apiextensions.GetOpenAPIDefinitions(reference)
	ours := definitions{ref: reference, made: map[string]common.OpenAPIDefinition{}}
	for _, object := range kinds(autoscalingv1.SchemeGroupVersion) {
		ours.define(reflect.TypeOf(object).Elem())
	}
	for name, got := range ours.made {
		want, ok := generated[name]
		if !ok || !strings.HasPrefix(name, "io.k8s.api.") {
			continue
		}
		compared++
		withoutEnumTexts(want)
		if !reflect.DeepEqual(want, got) {
			t.Errorf("%s differs:\nopenapi-gen %s\nours        %s", name, text(t, want), text(t, got))
		}
	}
	if compared < 10 {
		t.Errorf("compared only %d definitions: %v", compared, ours.made)
	}
}

// TestSameAsApplyConfigurations compares with the schema that client-go carries for its typed apply. It is made by
// upstream from the same comments, but along another way, and holds just what server-side apply looks at: for every
// field its type, how its items are merged and told apart, and its default.
func TestSameAsApplyConfigurations(t *testing.T) {
	want := applyConfigurations(t)
	models, err := schemaconv.ToSchemaFromOpenAPI(models(t, kinds()...), false)
	if err != nil {
		t.Fatal(err)
	}
	got := flatten(models)
	types, fields := 0, 0
	for name, wantFields := range want {
		gotFields, ok := got[name]
		if !ok {
			continue // of an alpha or beta version, which nobody asked for
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

// applyConfigurations reads the schema out of client-go's source: the package that holds it is internal.
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
			for _, f := range typ.Map.Fields {
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
		description += fmt.Sprintf("%s list by %q of (%s)", a.List.ElementRelationship, a.List.Keys, describeRef(a.List.ElementType))
	}
	if a.Map != nil {
		// Separable is what an unset relationship means.
		relationship := cmp.Or(a.Map.ElementRelationship, schema.Separable)
		description += fmt.Sprintf("%s map of (%s), unions %v", relationship, describeRef(a.Map.ElementType), a.Map.Unions)
	}
	return description
}

func keys(maps ...map[string]string) map[string]bool {
	all := map[string]bool{}
	for _, m := range maps {
		for key := range m {
			all[key] = true
		}
	}
	return all
}
