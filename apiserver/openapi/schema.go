package openapi

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/util"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// definitions are the definitions of one document. The first reference to a type makes its definition.
type definitions struct {
	// ref makes the reference to a definition. It differs by document: "#/definitions/…" in v2,
	// "#/components/schemas/…" in v3. So a server makes its definitions more than once.
	ref  common.ReferenceCallback
	made map[string]common.OpenAPIDefinition
}

// define makes the definition of a struct type and of all types that it refers to, and returns its name:
// "io.k8s.api.core.v1.Pod". The library that builds the documents computes the names of the served types with the same
// function.
func (d *definitions) define(t reflect.Type) string {
	name := util.GetCanonicalTypeName(reflect.Zero(t).Interface())
	if _, ok := d.made[name]; ok {
		return name
	}
	d.made[name] = common.OpenAPIDefinition{} // first, or the recursion into a type that contains itself never ends
	if s, ok := reflect.Zero(t).Interface().(scalar); ok {
		d.made[name] = defineScalar(s)
	} else {
		d.made[name] = d.defineObject(t)
	}
	return name
}

// intOrStringText is upstream's description of the one type that has no SwaggerDoc (k8s.io/apimachinery v0.37.2,
// pkg/util/intstr/intstr.go).
const intOrStringText = "IntOrString is a type that can hold an int32 or a string.  " +
	"When used in JSON or YAML marshalling and unmarshalling, it produces or consumes the inner type.  " +
	"This allows you to have, for example, a JSON field that can accept a name or number."

// scalar is a struct that JSON writes as a single value, in one of several types: IntOrString.
type scalar interface {
	OpenAPISchemaType() []string
	OpenAPISchemaFormat() string
	OpenAPIV3OneOfTypes() []string
}

// defineScalar makes two schemas. Only v3 can express "one of these types"; v2 has a format for such values, and its
// builder takes its schema from an extension of the other.
func defineScalar(s scalar) common.OpenAPIDefinition {
	var v2, v3 common.OpenAPIDefinition
	v2.Schema.Type, v2.Schema.Format = s.OpenAPISchemaType(), s.OpenAPISchemaFormat()
	v3.Schema.OneOf = common.GenerateOpenAPIV3OneOfSchema(s.OpenAPIV3OneOfTypes())
	v3.Schema.Format = s.OpenAPISchemaFormat()
	v2.Schema.Description, v3.Schema.Description = intOrStringText, intOrStringText
	return common.EmbedOpenAPIDefinitionIntoV2Extension(v3, v2)
}

func (d *definitions) defineObject(t reflect.Type) common.OpenAPIDefinition {
	o := object{definitions: d}
	o.schema.Type = spec.StringOrArray{"object"}
	o.schema.Description = descriptions(t)[""]
	o.schema.Properties = map[string]spec.Schema{}
	o.addFields(t)
	m := markersOf(t, "")
	o.schema.Extensions = extensions(m, "")
	if m.union {
		o.schema.AddExtension("x-kubernetes-unions", []any{union(t)})
	}
	slices.Sort(o.dependencies)
	return common.OpenAPIDefinition{Schema: o.schema, Dependencies: slices.Compact(o.dependencies)}
}

// descriptions returns the texts of a type's documentation: the text of a field under its JSON name, the type's own
// under "".
func descriptions(t reflect.Type) map[string]string {
	if documented, ok := reflect.Zero(t).Interface().(interface{ SwaggerDoc() map[string]string }); ok {
		return documented.SwaggerDoc()
	}
	return nil
}

// object is an unfinished definition of one struct type.
type object struct {
	*definitions
	schema       spec.Schema
	dependencies []string
}

// addFields gives the object a property for each field of t. An inlined struct's fields, such as TypeMeta's kind and
// apiVersion, become the object's own.
func (o *object) addFields(t reflect.Type) {
	texts := descriptions(t)
	for field := range t.Fields() {
		name, omitempty := jsonName(field)
		switch name {
		case "-":
			continue
		case "":
			o.addFields(field.Type)
			continue
		}
		m := markersOf(t, field.Name)
		property := o.schemaOf(field.Type)
		property.Description = strings.TrimSpace(texts[name] + enumText(field.Type))
		property.Default = m.defaultValue
		if property.Default == nil {
			property.Default = impliedDefault(field.Type, omitempty)
		}
		property.Extensions = extensions(m, field.Tag)
		o.schema.Properties[name] = property
		if m.presence == "required" || m.presence == "" && !omitempty {
			o.schema.Required = append(o.schema.Required, name)
		}
	}
}

// enumText returns the meaning of an enumeration's values, for the description of a field with that type.
func enumText(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.String {
		return ""
	}
	return markersOf(t, "").enumText
}

// jsonName returns the field's name in JSON, and whether JSON leaves out an empty value. The name is "" for an inlined
// struct and "-" for a field that JSON does not have.
func jsonName(field reflect.StructField) (name string, omitempty bool) {
	name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
	if name == "" && !field.Anonymous {
		name = field.Name
	}
	return name, slices.Contains(strings.Split(options, ","), "omitempty")
}

// schemaOf describes a value of type t: a struct by a reference, every other type in place.
func (o *object) schemaOf(t reflect.Type) (s spec.Schema) {
	switch t.Kind() {
	case reflect.Pointer:
		return o.schemaOf(t.Elem())
	case reflect.Struct:
		name := o.define(t)
		o.dependencies = append(o.dependencies, name)
		s.Ref = o.ref(name)
	case reflect.Map:
		s.Type = spec.StringOrArray{"object"}
		values := o.schemaOf(t.Elem())
		s.AdditionalProperties = &spec.SchemaOrBool{Allows: true, Schema: &values}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return simple("[]byte")
		}
		s.Type = spec.StringOrArray{"array"}
		items := o.schemaOf(t.Elem())
		s.Items = &spec.SchemaOrArray{Schema: &items}
	default:
		s = simple(t.Kind().String())
		s.Enum = markersOf(t, "").enum
	}
	return s
}

// simple describes a value that is neither object nor list. The library knows Go's types by name and, under "[]byte",
// bytes: text in base64.
func simple(goType string) (s spec.Schema) {
	name, format := common.OpenAPITypeFormat(goType)
	if name == "" {
		panic("describe API type: no OpenAPI type for Go's " + goType)
	}
	s.Type, s.Format = spec.StringOrArray{name}, format
	return s
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// impliedDefault returns the value of a field that the writer left out, for types that Go always fills: an empty object
// for a struct, zero for a number that JSON always writes. Types that decode themselves, such as Time and Quantity,
// have none.
func impliedDefault(t reflect.Type, omitempty bool) any {
	switch t.Kind() {
	case reflect.Struct:
		if reflect.PointerTo(t).Implements(unmarshaler) {
			return nil
		}
		return map[string]any{}
	case reflect.Pointer, reflect.Map, reflect.Slice:
		return nil
	}
	if omitempty {
		return nil
	}
	zero, _ := common.OpenAPIZeroValue(t.Kind().String())
	return zero
}

// extensions returns how a list, map or struct is merged, in Kubernetes' own additions to OpenAPI. The patch tags are
// for strategic merge patches, the older way; the others are for server-side apply.
func extensions(m markers, tag reflect.StructTag) spec.Extensions {
	e := spec.Extensions{}
	for _, x := range []struct{ key, value string }{
		{"x-kubernetes-list-type", m.listType},
		{"x-kubernetes-map-type", m.mapType},
		{"x-kubernetes-patch-strategy", tag.Get("patchStrategy")},
		{"x-kubernetes-patch-merge-key", tag.Get("patchMergeKey")},
	} {
		if x.value != "" {
			e[x.key] = x.value
		}
	}
	if m.listMapKeys != nil {
		e["x-kubernetes-list-map-keys"] = m.listMapKeys
	}
	if len(e) == 0 {
		return nil
	}
	return e
}

// union describes a struct in which one field at most is set: the discriminator field, and its value for each of the
// other fields.
func union(t reflect.Type) map[string]any {
	u := map[string]any{}
	values := map[string]any{}
	for field := range t.Fields() {
		name, _ := jsonName(field)
		if markersOf(t, field.Name).discriminator {
			u["discriminator"] = name
		} else {
			values[name] = field.Name
		}
	}
	u["fields-to-discriminateBy"] = values
	return u
}
