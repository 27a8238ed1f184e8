package phrases_test

import (
	"maps"
	"reflect"
	"regexp"
	"strconv"
	"testing"

	"apitour/walkthrough/phrases"
)

// TestFormatsTakeTheSameValues compares the formats of the languages: the same values, each written in the same way.
func TestFormatsTakeTheSameValues(t *testing.T) {
	formats := 0
	sameValues(t, &formats, "", reflect.ValueOf(*phrases.In("en")), reflect.ValueOf(*phrases.In("zh")))
	if formats < 150 {
		t.Errorf("%d formats are compared", formats)
	}
}

func sameValues(t *testing.T, formats *int, name string, english, other reflect.Value) {
	t.Helper()
	switch said := english.Interface().(type) {
	case phrases.Format:
		*formats++
		translated := phrases.Format(other.String())
		if want, got := valuesOf(t, said), valuesOf(t, translated); !maps.Equal(want, got) {
			t.Errorf("%s takes the values %v in %q, and %v in %q", name, want, said, got, translated)
		}
		return
	case func(int) phrases.Format:
		translated := other.Interface().(func(int) phrases.Format)
		for _, n := range []int{1, 2} {
			sameValues(t, formats, name, reflect.ValueOf(said(n)), reflect.ValueOf(translated(n)))
		}
		return
	}
	switch english.Kind() {
	case reflect.Struct:
		for i := range english.NumField() {
			sameValues(t, formats, name+"."+english.Type().Field(i).Name, english.Field(i), other.Field(i))
		}
	case reflect.Map:
		for _, key := range english.MapKeys() {
			if of := other.MapIndex(key); of.IsValid() {
				sameValues(t, formats, name+"["+key.String()+"]", english.MapIndex(key), of)
			} else {
				t.Errorf("%s[%s] is missing", name, key)
			}
		}
	}
}

// verb is a place for a value: which one, and how it is written. The percent sign that stands for itself is one too.
var verb = regexp.MustCompile(`%([-+#0-9.]*)(?:\[(\d+)\])?([a-zA-Z%])`)

// valuesOf returns how a format writes each of its values, by their numbers.
func valuesOf(t *testing.T, f phrases.Format) map[int]string {
	t.Helper()
	values := make(map[int]string)
	next := 1
	for _, found := range verb.FindAllStringSubmatch(string(f), -1) {
		if found[3] == "%" {
			continue
		}
		if found[2] != "" {
			next, _ = strconv.Atoi(found[2])
		}
		written := found[1] + found[3]
		if before, twice := values[next]; twice && before != written {
			t.Errorf("%q writes value %d in two ways", f, next)
		}
		values[next] = written
		next++
	}
	return values
}

func TestValuesOf(t *testing.T) {
	want := map[int]string{1: "s", 2: ".0f", 3: "d"}
	for _, f := range []phrases.Format{"%s: %.0f %% of %d", "%[3]d %[1]s %.0[2]f"} {
		if got := valuesOf(t, f); !maps.Equal(got, want) {
			t.Errorf("%q takes %v", f, got)
		}
	}
	if got := valuesOf(t, "%s: %d of %d"); maps.Equal(got, want) {
		t.Errorf("a format with other values takes %v", got)
	}
}

func TestWith(t *testing.T) {
	for _, c := range []struct {
		format phrases.Format
		values []any
		want   string
	}{
		{"%s 在等 %s。", []any{"Run", "每项检查"}, "Run 在等每项检查。"},
		{"%s 在等 %s。", []any{"钩子", "/readyz"}, "钩子在等 /readyz。"},
		{"没有哪个%s涵盖它", []any{"span"}, "没有哪个 span 涵盖它"},
		{"它%s 失败了：%s。", []any{"在 +3 ms", "no such file"}, "它在 +3 ms 失败了：no such file。"},
		{"最大的是 %s：%s%s。", []any{"Run", "3 ms", "（82 %）"}, "最大的是 Run：3 ms（82 %）。"},
		{"最大的是 %s：%s%s。", []any{"Run", "3 ms", ""}, "最大的是 Run：3 ms。"},
		{"%s 说：%s", []any{"Run", "「错误 信息」"}, "Run 说：「错误 信息」"},
		{"%[2]d 项里有 %[1]d 项：%[3]s。", []any{1, 35, "etcd"}, "35 项里有 1 项：etcd。"},
		{"%s waits for %s.", []any{"Run", "每项检查"}, "Run waits for 每项检查."},
	} {
		if got := c.format.With(c.values...); got != c.want {
			t.Errorf("%q with %q is %q, want %q", c.format, c.values, got, c.want)
		}
	}
}
