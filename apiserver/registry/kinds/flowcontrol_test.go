package kinds

import (
	"fmt"
	"strings"
	"testing"

	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/apis/flowcontrol/bootstrap"
)

// TestBootstrapFlowControl runs the defaults and checks on the library's own objects. Every boot writes them, so the
// checks must accept them, and the defaults must not change them, or the server would write them again every minute.
func TestBootstrapFlowControl(t *testing.T) {
	for _, schema := range append(bootstrap.MandatoryFlowSchemas, bootstrap.SuggestedFlowSchemas...) {
		kept := schema.DeepCopy()
		if defaultFlowSchema(kept); !equality.Semantic.DeepEqual(kept, schema) {
			t.Errorf("flow schema %s is changed by defaults", schema.Name)
		}
		if errs := checkFlowSchema(schema, nil); len(errs) > 0 {
			t.Errorf("flow schema %s: %v", schema.Name, errs)
		}
	}
	levels := append(bootstrap.MandatoryPriorityLevelConfigurations,
		bootstrap.SuggestedPriorityLevelConfigurations...)
	for _, level := range levels {
		kept := level.DeepCopy()
		if defaultPriorityLevel(kept); !equality.Semantic.DeepEqual(kept, level) {
			t.Errorf("priority level %s is changed by defaults", level.Name)
		}
		if errs := checkPriorityLevel(level, nil); len(errs) > 0 {
			t.Errorf("priority level %s: %v", level.Name, errs)
		}
	}
}

func TestCheckFlowControl(t *testing.T) {
	queue := func(q flowcontrolv1.QueuingConfiguration) flowcontrolv1.PriorityLevelConfigurationSpec {
		response := flowcontrolv1.LimitResponse{Type: "Queue", Queuing: &q}
		limited := &flowcontrolv1.LimitedPriorityLevelConfiguration{LimitResponse: response}
		return flowcontrolv1.PriorityLevelConfigurationSpec{Type: "Limited", Limited: limited}
	}
	withoutQueues := &flowcontrolv1.LimitedPriorityLevelConfiguration{
		LimitResponse: flowcontrolv1.LimitResponse{Type: "Queue"},
	}
	for want, spec := range map[string]flowcontrolv1.PriorityLevelConfigurationSpec{
		"":                         queue(flowcontrolv1.QueuingConfiguration{}),
		"spec.limited: Required":   {Type: "Limited"},
		"if and only if":           {Type: "Exempt"},
		"spec.type: Unsupported":   {Type: "Nonsense"},
		"limitResponse.type":       {Type: "Limited", Limited: &flowcontrolv1.LimitedPriorityLevelConfiguration{}},
		"limitResponse.queuing":    {Type: "Limited", Limited: withoutQueues},
		"queues: Invalid":          queue(flowcontrolv1.QueuingConfiguration{Queues: -1}),
		"greater than queues":      queue(flowcontrolv1.QueuingConfiguration{Queues: 4}),
		"required entropy bits of": queue(flowcontrolv1.QueuingConfiguration{Queues: 512, HandSize: 12}),
	} {
		level := &flowcontrolv1.PriorityLevelConfiguration{ObjectMeta: metav1.ObjectMeta{Name: "x"}, Spec: spec}
		defaultPriorityLevel(level)
		errs := checkPriorityLevel(level, nil)
		message := fmt.Sprint(errs.ToAggregate())
		if (len(errs) == 0) != (want == "") || !strings.Contains(message, want) {
			t.Errorf("%+v: %v, want %q", spec, errs, want)
		}
	}
	bad := &flowcontrolv1.FlowSchema{Spec: flowcontrolv1.FlowSchemaSpec{
		MatchingPrecedence: 1, DistinguisherMethod: &flowcontrolv1.FlowDistinguisherMethod{},
		Rules: []flowcontrolv1.PolicyRulesWithSubjects{{Subjects: []flowcontrolv1.Subject{{Kind: "User"}, {}}}, {}},
	}}
	if errs := checkFlowSchema(bad, nil); len(errs) != 8 {
		t.Errorf("%v, want 8 mistakes: precedence, method, level, and the subjects and targets of both rules", errs)
	}
}
