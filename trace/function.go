package trace

import (
	"slices"
	"strings"

	"apitour/trace/convention"
)

// Keys by which programs say where their code is that do not follow the stable convention. Until its version 1.30 the
// function and what it is declared in were two attributes; Rust's tracing still names the module alone.
const (
	olderFunction  = "code.function"
	olderNamespace = "code.namespace"
	moduleName     = "code.module.name"
)

// Function returns the fully qualified name of the function that the span covers, or "". Where the recording has the
// function and its namespace apart, they are joined as the namespace itself is: see [Span.OtherFunctions].
func (s *Span) Function() string {
	if name := s.Text(convention.Function); name != "" {
		return name
	}
	name, namespace := s.Text(olderFunction), s.Text(olderNamespace)
	if name == "" || namespace == "" || isJoined(name, namespace) {
		return name
	}
	if strings.Contains(namespace, "::") || strings.Contains(namespace, `\`) {
		return namespace + "::" + name
	}
	return namespace + "." + name
}

// joints are what languages put between a function and what it is declared in: Java and Python, Rust and C++, Ruby and
// Javadoc, Go's paths, PHP.
var joints = []string{".", "::", "#", "/", `\`, "->"}

// isJoined reports whether the name of a function has its namespace already.
func isJoined(name, namespace string) bool {
	rest, ok := strings.CutPrefix(name, namespace)
	return ok && slices.ContainsFunc(joints, func(joint string) bool { return strings.HasPrefix(rest, joint) })
}

// OtherFunctions returns the names that the span's function may have beside [Span.Function], where the recording has
// the namespace apart: nobody recorded what stands between the two. A span with a module and without a function is
// named after its function, as Rust's tracing does.
func (s *Span) OtherFunctions() (names []string) {
	if _, stable := s.Attributes[convention.Function]; stable {
		return nil
	}
	name, namespace := s.Text(olderFunction), s.Text(olderNamespace)
	if name == "" {
		if name = s.Name; namespace == "" {
			namespace = s.Text(moduleName)
		}
	}
	if name == "" || namespace == "" || isJoined(name, namespace) {
		return nil
	}
	known := s.Function()
	for _, joint := range joints {
		if joined := namespace + joint + name; joined != known {
			names = append(names, joined)
		}
	}
	return names
}
