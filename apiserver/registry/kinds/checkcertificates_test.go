package kinds

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	certificatesv1 "k8s.io/api/certificates/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// papers are a request and two certificates, in PEM.
type papers struct{ request, authority, leaf string }

func newPapers(t *testing.T) papers {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	encode := func(kind string, der []byte, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	certificate := func(authority bool) string {
		template := &x509.Certificate{
			SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "c"}, NotAfter: time.Now().Add(time.Hour),
			IsCA: authority, BasicConstraintsValid: true,
		}
		der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
		return encode("CERTIFICATE", der, err)
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject: pkix.Name{CommonName: "jane"},
	}, key)
	return papers{encode("CERTIFICATE REQUEST", der, err), certificate(true), certificate(false)}
}

// forged is the request with one byte of its signature changed.
func (p papers) forged() string {
	block, _ := pem.Decode([]byte(p.request))
	block.Bytes[len(block.Bytes)-1] ^= 1
	return string(pem.EncodeToMemory(block))
}

// found prints errors as "FIELD REASON", sorted.
func found(errs field.ErrorList) string {
	var lines []string
	for _, err := range errs {
		lines = append(lines, err.Field+" "+err.Type.String())
	}
	slices.Sort(lines)
	return strings.Join(lines, ", ")
}

func TestSignerNames(t *testing.T) {
	long := strings.Repeat("a", 63)
	domain := strings.Join([]string{long, long, long, long[:61]}, ".") // 253
	for _, name := range []string{
		"example.com/ca", "kubernetes.io/kube-apiserver-client", "a.b/c.d.e", domain + "/" + long + "." + domain,
	} {
		if errs := checkSignerName(name, field.NewPath("at")); len(errs) > 0 {
			t.Errorf("%q is refused: %v", name, errs)
		}
	}
	for _, name := range []string{
		"", "ca", "/", "example.com/", "/ca", "com/ca", "example.com/a/b", "example.com/*", "*/ca", "*.com/ca",
		"Example.com/ca", "example.com/CA", "example..com/ca", "example.com/a..b", "example.com/ca ",
		long + "a.com/ca", domain + "a/ca", domain + "/" + domain + "." + domain,
	} {
		if errs := checkSignerName(name, field.NewPath("at")); len(errs) == 0 {
			t.Errorf("%q is accepted", name)
		}
	}
}

// spec is that of a signing request.
type spec = certificatesv1.CertificateSigningRequestSpec

func TestSigningRequestsAreChecked(t *testing.T) {
	p := newPapers(t)
	good := func() *certificatesv1.CertificateSigningRequest {
		return &certificatesv1.CertificateSigningRequest{Spec: certificatesv1.CertificateSigningRequestSpec{
			Request: []byte(p.request), SignerName: "example.com/ca",
			Usages: []certificatesv1.KeyUsage{certificatesv1.UsageClientAuth, certificatesv1.UsageAny},
		}}
	}
	seconds := func(n int32) *int32 { return &n }
	for _, test := range []struct {
		name, want string
		change     func(*spec)
	}{
		{"good", "", func(*spec) {}},
		{"ten minutes", "", func(s *spec) { s.ExpirationSeconds = seconds(600) }},
		{
			"less", "spec.expirationSeconds Invalid value",
			func(s *spec) { s.ExpirationSeconds = seconds(599) },
		},
		{
			"not signed by its key", "spec.request Invalid value",
			func(s *spec) { s.Request = []byte(p.forged()) },
		},
		{
			"a certificate", "spec.request Invalid value",
			func(s *spec) { s.Request = []byte(p.leaf) },
		},
		{
			"no PEM", "spec.request Invalid value",
			func(s *spec) { s.Request = nil },
		},
		{
			"no usages", "spec.usages Required value",
			func(s *spec) { s.Usages = nil },
		},
		{
			"usages", "spec.usages[1] Duplicate value, spec.usages[2] Unsupported value, " +
				"spec.usages[3] Unsupported value",
			func(s *spec) {
				s.Usages = []certificatesv1.KeyUsage{"any", "any", "", "client"}
			},
		},
		{
			"signer", "spec.signerName Invalid value",
			func(s *spec) { s.SignerName = "kubernetes.io/legacy-unknown" },
		},
		{
			"no signer", "spec.signerName Required value",
			func(s *spec) { s.SignerName = "" },
		},
	} {
		r := good()
		test.change(&r.Spec)
		if got := found(checkSigningRequest(r, nil)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		// What is stored already can be written back.
		if got := found(checkSigningRequest(r, r)); got != "" {
			t.Errorf("%s, stored before: %s", test.name, got)
		}
	}
}

// condition is one of a signing request.
type condition = certificatesv1.CertificateSigningRequestCondition

func is(kind certificatesv1.RequestConditionType, status corev1.ConditionStatus) condition {
	return condition{Type: kind, Status: status}
}

// answer is a write to the approval or the status of a request, and the errors of a write to each.
type answer struct {
	name             string
	old, now         []condition
	oldText, text    string
	approval, status string
}

func TestApprovalsAreFinal(t *testing.T) {
	approved, denied := is("Approved", "True"), is("Denied", "True")
	failed, own := is("Failed", "True"), is("example.com/Own", "Unknown")
	const conditions = "status.conditions Forbidden"
	testAnswers(t, []answer{
		{name: "nothing"},
		{name: "approve", now: []condition{approved}, status: conditions},
		{name: "deny", now: []condition{denied}, status: conditions},
		{name: "fail", old: []condition{approved}, now: []condition{approved, failed}},
		{name: "own", now: []condition{own}},
		{name: "revoke", old: []condition{approved}, approval: conditions, status: conditions},
		{
			name: "turn", old: []condition{approved}, now: []condition{denied}, approval: conditions,
			status: conditions + ", " + conditions,
		},
		{name: "forget a failure", old: []condition{failed}, approval: conditions, status: conditions},
		{name: "take back an own", old: []condition{own}},
		{
			name: "both", now: []condition{approved, denied}, approval: "status.conditions Invalid value",
			status: conditions + ", " + conditions + ", status.conditions Invalid value",
		},
		{name: "both before", old: []condition{approved, denied}, now: []condition{approved, denied}},
		{
			name: "twice", now: []condition{own, own}, approval: "status.conditions[1].type Duplicate value",
			status: "status.conditions[1].type Duplicate value",
		},
		{name: "twice before", old: []condition{own, own}, now: []condition{own, own}},
		{
			name: "no type", now: []condition{is("", "True")}, approval: "status.conditions[0].type Required value",
			status: "status.conditions[0].type Required value",
		},
		{
			name: "not failed", now: []condition{is("Failed", "False")},
			approval: "status.conditions[0].status Unsupported value",
			status:   "status.conditions[0].status Unsupported value",
		},
		{
			name: "no status", now: []condition{is("example.com/Own", "")},
			approval: "status.conditions[0].status Required value",
			status:   "status.conditions[0].status Required value",
		},
		{
			name: "approved no more", old: []condition{approved}, now: []condition{is("Approved", "False")},
			approval: "status.conditions[0].status Unsupported value",
		},
	})
}

func TestCertificatesAreFinal(t *testing.T) {
	p := newPapers(t)
	const certificate = "status.certificate"
	testAnswers(t, []answer{
		{name: "sign", text: p.leaf + "between\n" + p.authority},
		{name: "sign with text", text: "x", status: certificate + " Invalid value"},
		{name: "sign with a request", text: p.leaf + p.request, status: certificate + " Invalid value"},
		{
			name: "sign with headers", text: strings.Replace(p.leaf, "-----\n", "-----\na: b\n\n", 1),
			status: certificate + " Invalid value",
		},
		{name: "sign again", oldText: p.leaf, text: p.authority, status: certificate + " Forbidden"},
		{name: "unsign", oldText: p.leaf, status: certificate + " Forbidden"},
		{name: "bad before", oldText: "x", text: "x"},
	})
}

// testAnswers writes to the approval and to the status as the store does: what the server keeps is restored, then the
// rest is checked.
func testAnswers(t *testing.T, answers []answer) {
	t.Helper()
	build := func(conditions []condition, text string) *certificatesv1.CertificateSigningRequest {
		return &certificatesv1.CertificateSigningRequest{Status: certificatesv1.CertificateSigningRequestStatus{
			Conditions: slices.Clone(conditions), Certificate: []byte(text),
		}}
	}
	for _, test := range answers {
		old := build(test.old, test.oldText)
		now := build(test.now, test.text)
		prepareApproval(now, old)
		if got := found(checkApproval(now, old)); got != test.approval {
			t.Errorf("%s, approval: %q, want %q", test.name, got, test.approval)
		}
		if string(now.Status.Certificate) != test.oldText {
			t.Errorf("%s: the approval wrote the certificate %q", test.name, now.Status.Certificate)
		}
		now = build(test.now, test.text)
		prepareSigningRequestStatus(now, old)
		if got := found(checkSigningRequestStatus(now, old)); got != test.status {
			t.Errorf("%s, status: %q, want %q", test.name, got, test.status)
		}
	}
}

// TestConditionTimes keeps the time of a transition for as long as the status stays.
func TestConditionTimes(t *testing.T) {
	then := metav1.NewTime(time.Unix(1, 0))
	old := &certificatesv1.CertificateSigningRequest{}
	old.Status.Conditions = []condition{{Type: "Approved", Status: "True", LastTransitionTime: then}}
	now := &certificatesv1.CertificateSigningRequest{}
	now.Status.Conditions = []condition{is("Approved", "True"), is("Failed", "True")}
	prepareApproval(now, old)
	if c := now.Status.Conditions[0]; c.LastTransitionTime != then || c.LastUpdateTime.IsZero() {
		t.Errorf("the old condition has the times %v and %v", c.LastTransitionTime, c.LastUpdateTime)
	}
	if c := now.Status.Conditions[1]; c.LastTransitionTime.IsZero() || c.LastTransitionTime == then {
		t.Errorf("the new condition has the time %v", c.LastTransitionTime)
	}
}

func TestTrustBundlesAreChecked(t *testing.T) {
	p := newPapers(t)
	for _, test := range []struct{ name, signer, text, want string }{
		{"free", "", p.authority, ""},
		{"example.com:ca:one", "example.com/ca", p.authority, ""},
		{"example.com:ca:one", "", p.authority, "metadata.name Invalid value"},
		{"example.com:other:one", "example.com/ca", p.authority, "metadata.name Invalid value"},
		{"example.com:ca:One", "example.com/ca", p.authority, "metadata.name Invalid value"},
		{"ca:one", "ca", p.authority, "spec.signerName Invalid value"},
		{"free", "", "", "spec.trustBundle Invalid value"},
		{"free", "", p.leaf, "spec.trustBundle Invalid value"},
		{"free", "", p.request, "spec.trustBundle Invalid value"},
		{"free", "", p.authority + p.authority, "spec.trustBundle Invalid value"},
		{"free", "", strings.Repeat(" ", mostTrustBundle+1), "spec.trustBundle Too long"},
	} {
		b := &certificatesv1.ClusterTrustBundle{ObjectMeta: metav1.ObjectMeta{Name: test.name}}
		b.Spec = certificatesv1.ClusterTrustBundleSpec{SignerName: test.signer, TrustBundle: test.text}
		if got := found(checkTrustBundle(b, nil)); got != test.want {
			t.Errorf("%s of %q: %s, want %s", test.name, test.signer, got, test.want)
		}
	}
	old := &certificatesv1.ClusterTrustBundle{ObjectMeta: metav1.ObjectMeta{Name: "free"}}
	old.Spec.TrustBundle = "stored before"
	if got := found(checkTrustBundle(old, old)); got != "" {
		t.Errorf("a bundle that stays: %s", got)
	}
	moved := old.DeepCopy()
	moved.Name, moved.Spec.SignerName = "example.com:ca:one", "example.com/ca"
	if got := found(checkTrustBundle(moved, old)); got != "spec.signerName Invalid value" {
		t.Errorf("a bundle with another signer: %s", got)
	}
}

func TestPodCertificatesAreAnsweredOnce(t *testing.T) {
	p := newPapers(t)
	reply := func(chain string, kinds ...string) *certificatesv1.PodCertificateRequest {
		r := &certificatesv1.PodCertificateRequest{}
		r.Spec.SignerName, r.Status.CertificateChain = "example.com/ca", chain
		for _, kind := range kinds {
			c := metav1.Condition{Type: kind, Status: metav1.ConditionTrue}
			r.Status.Conditions = append(r.Status.Conditions, c)
		}
		return r
	}
	for _, test := range []struct {
		name     string
		now, old *certificatesv1.PodCertificateRequest
		want     string
	}{
		{"open", reply(""), reply(""), ""},
		{"issued", reply(p.leaf+p.authority, "Issued"), reply(""), ""},
		{"denied", reply("", "Denied"), reply(""), ""},
		{"a chain without an answer", reply(p.leaf), reply(""), "status Invalid value"},
		{"issued nothing", reply("", "Issued"), reply(""), "status.certificateChain Invalid value"},
		{"issued a request", reply(p.request, "Issued"), reply(""), "status.certificateChain Invalid value"},
		{"denied with a chain", reply(p.leaf, "Denied"), reply(""), "status Invalid value"},
		{"two answers", reply("", "Denied", "Failed"), reply(""), "status.conditions[1].type Invalid value"},
		{"an unknown answer", reply("", "Maybe"), reply(""), "status.conditions[0].type Unsupported value"},
		{"answered again", reply(p.leaf, "Issued"), reply("", "Denied"), "status Invalid value"},
		{"taken back", reply(""), reply("", "Denied"), "status Invalid value"},
	} {
		if got := found(checkPodCertificateStatus(test.now, test.old)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	other := reply("")
	other.Spec.SignerName = "example.com/other"
	if got := found(checkPodCertificateRequest(other, reply(""))); got != "spec Invalid value" {
		t.Errorf("another signer: %s", got)
	}
}
