package kinds

import (
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/conversion"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
)

// addQueryConversions reads the options of subresources such as exec. They come in a URL's query, because the request
// becomes a stream and has no body. Upstream generates such a function for each of these types.
func addQueryConversions(s *runtime.Scheme) {
	for _, options := range transient[corev1.SchemeGroupVersion] {
		utilruntime.Must(s.AddConversionFunc((*url.Values)(nil), options, func(a, b any, _ conversion.Scope) error {
			return readQuery(*a.(*url.Values), reflect.ValueOf(b).Elem())
		}))
	}
}

// readQuery sets the fields of a struct that the query names, by their names in JSON. Times are not read: this server
// has no logs, so a client cannot ask for a part of one.
func readQuery(query url.Values, to reflect.Value) (err error) {
	for i := range to.NumField() {
		name, _, _ := strings.Cut(to.Type().Field(i).Tag.Get("json"), ",")
		values := query[name]
		if name == "" || len(values) == 0 {
			continue
		}
		switch field := to.Field(i).Addr().Interface().(type) {
		case *string:
			*field = values[0]
		case **string:
			*field = &values[0]
		case *[]string:
			*field = values
		case *bool:
			*field = values[0] != "false" && values[0] != "0"
		case **int64:
			*field = new(int64)
			**field, err = strconv.ParseInt(values[0], 10, 64)
		case *[]int32:
			err = readPorts(values, field)
		}
		if err != nil {
			return fmt.Errorf("read %q of the query: %w", name, err)
		}
	}
	return nil
}

func readPorts(values []string, to *[]int32) error {
	for _, value := range values {
		for port := range strings.SplitSeq(value, ",") {
			n, err := strconv.ParseInt(port, 10, 32)
			if err != nil {
				return err
			}
			*to = append(*to, int32(n))
		}
	}
	return nil
}
