package tracefile

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func lines(requests []any) []byte { return each(requests, "\n", compact) }

func each(requests []any, between string, write func(any) []byte) []byte {
	var out bytes.Buffer
	for i, r := range requests {
		if i > 0 {
			out.WriteString(between)
		}
		out.Write(write(r))
	}
	return out.Bytes()
}

func compact(v any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

func pretty(v any) []byte {
	var out bytes.Buffer
	if err := json.Indent(&out, compact(v), "", "  "); err != nil {
		panic(err)
	}
	return append(out.Bytes(), '\n')
}

// backward writes the fields of every object in the opposite order, so that spans come before their scope.
func backward(out *bytes.Buffer, v any) {
	switch v := v.(type) {
	case map[string]any:
		out.WriteByte('{')
		for i, key := range slices.Backward(slices.Sorted(maps.Keys(v))) {
			out.Write(compact(key))
			out.WriteByte(':')
			backward(out, v[key])
			if i > 0 {
				out.WriteByte(',')
			}
		}
		out.WriteByte('}')
	case []any:
		out.WriteByte('[')
		for i, element := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			backward(out, element)
		}
		out.WriteByte(']')
	default:
		out.Write(compact(v))
	}
}

func gzipped(text []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(text); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func zstandard(text []byte) []byte {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return w.EncodeAll(text, nil)
}

func wrapped(key string) func([]any) []byte {
	return func(requests []any) []byte {
		return each(requests, "\n", func(r any) []byte { return compact(map[string]any{key: r, "total": 1}) })
	}
}

// changed writes every field as another, but for those of attributes' values that hold the learner's data.
func changed(field func(key string, v any) (string, any)) func([]any) []byte {
	return func(requests []any) []byte {
		return each(requests, "\n", func(r any) []byte { return compact(change(r, field)) })
	}
}

func change(v any, field func(key string, v any) (string, any)) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any)
		for key, value := range v {
			key, value = field(key, value)
			out[key] = change(value, field)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = change(v[i], field)
		}
		return out
	}
	return v
}

func renamed(names map[string]string) func([]any) []byte {
	return changed(func(key string, v any) (string, any) {
		if name, ok := names[key]; ok {
			return name, v
		}
		return key, v
	})
}

// objects changes the objects of resources, scopes, spans and events.
func objects(edit func(map[string]any)) func([]any) []byte {
	return changed(func(key string, v any) (string, any) {
		list, _ := v.([]any)
		if !slices.Contains([]string{"resourceSpans", "scopeSpans", "spans", "events"}, key) {
			return key, v
		}
		edited := make([]any, len(list))
		for i := range list {
			o := maps.Clone(list[i].(map[string]any))
			edit(o)
			edited[i] = o
		}
		return key, edited
	})
}

func snake(key string) string {
	var out strings.Builder
	for _, r := range key {
		if unicode.IsUpper(r) {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

func ids(write func(string) string) func(string, any) (string, any) {
	return func(key string, v any) (string, any) {
		if id, ok := v.(string); ok && (key == "traceId" || key == "spanId" || key == "parentSpanId") {
			return key, write(id)
		}
		return key, v
	}
}

func enums(kind, status string) func(string, any) (string, any) {
	return func(key string, v any) (string, any) {
		n, ok := v.(json.Number)
		if !ok || key != "kind" && key != "code" {
			return key, v
		}
		i, err := n.Int64()
		if err != nil {
			return key, v
		}
		if key == "code" {
			return key, status + []string{"UNSET", "OK", "ERROR"}[i]
		}
		return key, kind + []string{"UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"}[i]
	}
}
