package reviews

import (
	"errors"
	"fmt"

	authorizationv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
)

// resourceAttributes is the question in the authorizer's form. A question may be about a list with a selector; an
// authorizer that judges by selectors gets it, and this server's own ignore it. An invalid part of a selector is
// reported in the answer and dropped, which only makes the question harder.
func resourceAttributes(u user.Info, r *authorizationv1.ResourceAttributes) authorizer.AttributesRecord {
	attributes := authorizer.AttributesRecord{
		User: u, Verb: r.Verb, Namespace: r.Namespace, APIGroup: r.Group, APIVersion: r.Version,
		Resource: r.Resource, Subresource: r.Subresource, Name: r.Name, ResourceRequest: true,
	}
	if attributes.APIVersion == "" {
		attributes.APIVersion = "*"
	}
	if s := r.LabelSelector; s != nil && s.RawSelector != "" {
		selector, err := labels.Parse(s.RawSelector)
		if attributes.LabelSelectorParsingErr = err; err == nil {
			attributes.LabelSelectorRequirements, _ = selector.Requirements()
		}
	} else if s != nil {
		attributes.LabelSelectorRequirements, attributes.LabelSelectorParsingErr = labelRequirements(s.Requirements)
	}
	if s := r.FieldSelector; s != nil && s.RawSelector != "" {
		selector, err := fields.ParseSelector(s.RawSelector)
		if attributes.FieldSelectorParsingErr = err; err == nil {
			attributes.FieldSelectorRequirements = selector.Requirements()
		}
	} else if s != nil {
		attributes.FieldSelectorRequirements, attributes.FieldSelectorParsingErr = fieldRequirements(s.Requirements)
	}
	return attributes
}

func labelRequirements(requirements []metav1.LabelSelectorRequirement) (parsed labels.Requirements, _ error) {
	operators := map[metav1.LabelSelectorOperator]selection.Operator{
		metav1.LabelSelectorOpIn: selection.In, metav1.LabelSelectorOpNotIn: selection.NotIn,
		metav1.LabelSelectorOpExists: selection.Exists, metav1.LabelSelectorOpDoesNotExist: selection.DoesNotExist,
	}
	var errs []error
	for _, r := range requirements {
		operator, ok := operators[r.Operator]
		if !ok {
			errs = append(errs, fmt.Errorf("%q is not a valid label selector operator", r.Operator))
			continue
		}
		requirement, err := labels.NewRequirement(r.Key, operator, r.Values)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		parsed = append(parsed, *requirement)
	}
	return parsed, errors.Join(errs...)
}

// fieldRequirements accepts In and NotIn of one value, the only requirements that field selectors know.
func fieldRequirements(requirements []metav1.FieldSelectorRequirement) (parsed fields.Requirements, _ error) {
	operators := map[metav1.FieldSelectorOperator]selection.Operator{
		metav1.FieldSelectorOpIn: selection.Equals, metav1.FieldSelectorOpNotIn: selection.NotEquals,
	}
	var errs []error
	for _, r := range requirements {
		operator, ok := operators[r.Operator]
		if !ok || len(r.Values) != 1 {
			errs = append(errs, fmt.Errorf("field selectors do not support %s with %d values", r.Operator,
				len(r.Values)))
			continue
		}
		parsed = append(parsed, fields.Requirement{Field: r.Key, Operator: operator, Value: r.Values[0]})
	}
	return parsed, errors.Join(errs...)
}
