package apiserver

import (
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/endpoints/handlers/responsewriters"
)

// onlyFromThisHost refuses what a web page of another site can send to the insecure port. Upstream has no such filter.
// The port is open to every program on this host, and a browser is one: it sends on what any page asks of it. Programs
// such as kubectl and curl send neither Origin nor Sec-Fetch-Site, and name the type of what they send.
func onlyFromThisHost(handler http.Handler, codecs runtime.NegotiatedSerializer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, refuses := range []func(*http.Request) error{foreignHost, foreignPage, untypedBody} {
			if err := refuses(r); err != nil {
				forbidden := apierrors.NewForbidden(schema.GroupResource{}, "", err)
				responsewriters.ErrorNegotiated(forbidden, codecs, schema.GroupVersion{}, w, r)
				return
			}
		}
		handler.ServeHTTP(w, r)
	})
}

// ownNames are the names under which the insecure port answers.
var ownNames = []string{"localhost", "127.0.0.1"}

// foreignHost refuses requests that name another host. A page whose own name resolves to 127.0.0.1 is of the same
// origin as this port for its visitor's browser, so nothing but the name tells it apart.
func foreignHost(r *http.Request) error {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if !slices.Contains(ownNames, strings.ToLower(host)) {
		return fmt.Errorf("the insecure port answers requests to localhost or 127.0.0.1 only, not to %q", host)
	}
	return nil
}

// foreignPage refuses what the browser says comes from a page of another site. A browser adds both headers by itself,
// and a page cannot change them. Sec-Fetch-Site comes with everything but WebSockets; Origin comes with WebSockets and
// with every write. --cors-allowed-origins allows no page here: without authentication the page would be an admin.
func foreignPage(r *http.Request) error {
	const fetchSite = "Sec-Fetch-Site"
	for _, site := range r.Header.Values(fetchSite) {
		if site != "same-origin" && site != "none" { // none: the user has typed the address
			return fmt.Errorf("the insecure port answers no web page of another site, and %s is %q", fetchSite, site)
		}
	}
	for _, origin := range r.Header.Values("Origin") {
		if !ownOrigin(origin, r.Host, r.Header.Get(fetchSite) == "same-origin") {
			return fmt.Errorf("the insecure port answers no web page of another site, and Origin is %q", origin)
		}
	}
	return nil
}

// ownOrigin reports whether a page is this port's own. Behind a proxy on this host, such as kubectl proxy, the page's
// port is another; then the browser must say that page and address are of one origin.
func ownOrigin(origin, host string, sameOrigin bool) bool {
	page, err := url.Parse(origin)
	if err != nil {
		return false
	}
	if strings.EqualFold(page.Host, host) && page.Scheme == "http" {
		return true
	}
	return sameOrigin && slices.Contains(ownNames, strings.ToLower(page.Hostname()))
}

// formTypes are the content types that a page may send to another site without asking that site first (Fetch
// Standard, "CORS-safelisted request-header"). Any other type makes the browser ask, and this port does not consent.
var formTypes = []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"}

// untypedBody refuses bodies without a content type, which the library would take for JSON, and the types of forms:
// the library refuses those, but an extension server may take them. It does not depend on what the browser says of the
// page, which old browsers do not.
func untypedBody(r *http.Request) error {
	if r.ContentLength == 0 || r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	const advice = "send the object with its type, such as Content-Type: application/json"
	contentType := r.Header.Get("Content-Type")
	if contentType == "" {
		return errors.New("the insecure port takes no body without a Content-Type, which a web page could send: " +
			advice)
	}
	mediaType, _, err := mime.ParseMediaType(contentType)
	if err != nil || slices.Contains(formTypes, mediaType) {
		return fmt.Errorf("the insecure port takes no body of type %q, which a form of a web page could send: %s",
			contentType, advice)
	}
	return nil
}
