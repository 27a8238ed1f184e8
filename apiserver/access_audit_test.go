package apiserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"apitour/apiserver/apiservertest"
)

func (s *accessServer) testAudit(t *testing.T) {
	s.ask(t, s.as(t, "alice"), "GET", "/api/v1/namespaces/default/configmaps/one", "",
		http.Header{"User-Agent": {"the-audited"}})
	s.ask(t, s.as(t, "alice"), "GET", "/api/v1/namespaces/default/secrets/none", "",
		http.Header{"User-Agent": {"the-audited"}})
	type event struct {
		Level, Verb, RequestURI, UserAgent string
		User                               struct{ Username string }
		ResponseStatus                     struct{ Code int }
		ResponseObject                     json.RawMessage
		Annotations                        map[string]string
	}
	var events []event
	apiservertest.Await(t, "two events", func(context.Context) (bool, error) {
		text, err := os.ReadFile(s.auditLog)
		if err != nil {
			return false, err
		}
		events = nil
		for line := range bytes.Lines(text) {
			var e event
			if err := json.Unmarshal(line, &e); err != nil {
				return false, nil // being written
			}
			if e.User.Username == "system:apiserver" {
				return false, fmt.Errorf("the policy leaves the server out, and yet: %s", line)
			}
			if e.UserAgent == "the-audited" {
				events = append(events, e)
			}
		}
		return len(events) == 2, nil
	})
	allowed, refused := events[0], events[1]
	if allowed.Level != "RequestResponse" || allowed.User.Username != "alice" || allowed.Verb != "get" ||
		len(allowed.ResponseObject) == 0 ||
		allowed.Annotations["authorization.k8s.io/decision"] != "allow" ||
		!strings.Contains(allowed.Annotations["authorization.k8s.io/reason"], `"one-configmap"`) {
		t.Errorf("the allowed request: %+v", allowed)
	}
	if refused.Level != "Metadata" || refused.ResponseStatus.Code != http.StatusForbidden ||
		len(refused.ResponseObject) != 0 || refused.Annotations["authorization.k8s.io/decision"] != "forbid" {
		t.Errorf("the refused request: %+v", refused)
	}
}

func (s *accessServer) testFlowSchemas(t *testing.T) {
	flow := s.admin.FlowcontrolV1()
	for _, name := range []string{"exempt", "catch-all", "system-leader-election", "global-default"} {
		if _, err := flow.FlowSchemas().Get(t.Context(), name, metav1.GetOptions{}); err != nil {
			t.Errorf("flow schema %s: %v", name, err)
		}
	}
	const uidHeader = "X-Kubernetes-Pf-Flowschema-Uid"
	schema, err := flow.FlowSchemas().Create(t.Context(), &flowcontrolv1.FlowSchema{
		ObjectMeta: metav1.ObjectMeta{Name: "carols"},
		Spec: flowcontrolv1.FlowSchemaSpec{
			PriorityLevelConfiguration: flowcontrolv1.PriorityLevelConfigurationReference{
				Name: "workload-high",
			}, MatchingPrecedence: 10,
			DistinguisherMethod: &flowcontrolv1.FlowDistinguisherMethod{
				Type: flowcontrolv1.FlowDistinguisherMethodByUserType,
			},
			Rules: []flowcontrolv1.PolicyRulesWithSubjects{{
				Subjects: []flowcontrolv1.Subject{{
					Kind: flowcontrolv1.SubjectKindUser,
					User: &flowcontrolv1.UserSubject{Name: "carol"},
				}},
				NonResourceRules: []flowcontrolv1.NonResourcePolicyRule{{
					Verbs:           []string{"*"},
					NonResourceURLs: []string{"*"},
				}},
			}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "carol's requests to be of her flow schema", func(context.Context) (bool, error) {
		response, _ := s.ask(t, s.as(t, "carol"), "GET", "/apis", "", nil)
		return response.Header.Get(uidHeader) == string(schema.UID), nil
	})
	if response, _ := s.ask(t, s.as(t, "alice"), "GET", "/apis", "", nil); response.Header.Get(uidHeader) == string(
		schema.UID) || response.Header.Get(uidHeader) == "" {
		t.Errorf("alice's requests are of flow schema %q, which is carol's or none", response.Header.Get(uidHeader))
	}
}
