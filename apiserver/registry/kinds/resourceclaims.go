package kinds

import (
	"context"
	"errors"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	resourcev1 "k8s.io/api/resource/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/authentication/serviceaccount"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	coreclient "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/utils/ptr"

	"apitour/apiserver/registry"
)

// Several programs write the status of a ResourceClaim, each a part: the scheduler the allocation, a driver what it
// knows of its own devices. Access as an administrator, which lets a pod see the devices of others, is for namespaces
// with a label. The rules are upstream's (pkg/registry/resource/utils.go).

// authorizeClaim asks about a claim or a template; neither can change its spec later.
func authorizeClaim(ctx context.Context, options registry.Options, object, old runtime.Object) field.ErrorList {
	var requests []resourcev1.DeviceRequest
	var namespace string
	switch o := object.(type) {
	case *resourcev1.ResourceClaim:
		requests, namespace = o.Spec.Devices.Requests, o.Namespace
	case *resourcev1.ResourceClaimTemplate:
		requests, namespace = o.Spec.Spec.Devices.Requests, o.Namespace
	}
	for i, r := range requests {
		if old == nil && r.Exactly != nil && ptr.Deref(r.Exactly.AdminAccess, false) {
			at := field.NewPath("spec", "devices", "requests").Index(i).Child("adminAccess")
			return adminNamespace(ctx, options, namespace, at)
		}
	}
	return nil
}

// authorizeClaimStatus asks for resourceclaims/binding to allocate, and for resourceclaims/driver, with the driver's
// name, to report of a device. Neither is served: they exist only as rights.
func authorizeClaimStatus(
	ctx context.Context, options registry.Options, object, old runtime.Object,
) (errs field.ErrorList) {
	claim, before := object.(*resourcev1.ResourceClaim), old.(*resourcev1.ResourceClaim)
	if granted, _ := adminAccess(before); !granted {
		if wanted, at := adminAccess(claim); wanted {
			errs = append(errs, adminNamespace(ctx, options, claim.Namespace, at)...)
		}
	}
	request, ok := genericapirequest.RequestInfoFrom(ctx)
	if !ok {
		return append(errs, field.InternalError(field.NewPath("status"), errors.New("no request info in context")))
	}
	status := field.NewPath("status")
	right := authorizer.AttributesRecord{
		Verb: request.Verb, APIGroup: request.APIGroup, APIVersion: request.APIVersion, Resource: request.Resource,
	}
	if !apiequality.Semantic.DeepEqual(claim.Status.Allocation, before.Status.Allocation) ||
		!apiequality.Semantic.DeepEqual(claim.Status.ReservedFor, before.Status.ReservedFor) {
		right.Subresource = resourcev1.SubresourceBinding
		if ok, err := may(ctx, options, right); !ok {
			errs = append(errs, denied(status.Child("allocation"), err, "changing status.allocation or "+
				`status.reservedFor requires resource="resourceclaims/binding", verb=%q permission`, right.Verb)...)
		}
	}
	if claim.Status.Allocation == nil {
		return errs // a claim without devices has no reports of them
	}
	right.Subresource, right.Namespace = resourcev1.SubresourceDriver, request.Namespace
	verbs := []string{resourcev1.VerbPrefixArbitraryNode + request.Verb}
	if runsOn(ctx, claim.Status.Allocation) {
		verbs = append([]string{resourcev1.VerbPrefixAssociatedNode + request.Verb}, verbs...)
	}
	for _, driver := range changedDrivers(claim, before) {
		right.Name = driver
		allowed := slices.ContainsFunc(verbs, func(verb string) bool {
			right.Verb = verb
			ok, _ := may(ctx, options, right)
			return ok
		})
		if !allowed {
			errs = append(errs, denied(status.Child("devices"), nil, "changing status.devices requires "+
				`resource="resourceclaims/driver", verb=%q permission on the driver %q`, verbs, driver)...)
		}
	}
	return errs
}

// prepareClaimStatus drops the reports of devices that the claim does not have any more.
func prepareClaimStatus(object, _ runtime.Object) {
	if claim := object.(*resourcev1.ResourceClaim); claim.Status.Allocation == nil {
		claim.Status.Devices = nil
	}
}

// adminAccess reports whether a device was allocated with the access of an administrator, and where the status says so.
func adminAccess(claim *resourcev1.ResourceClaim) (bool, *field.Path) {
	if claim.Status.Allocation == nil {
		return false, nil
	}
	for i, result := range claim.Status.Allocation.Devices.Results {
		if ptr.Deref(result.AdminAccess, false) {
			at := field.NewPath("status", "allocation", "devices", "results").Index(i).Child("adminAccess")
			return true, at
		}
	}
	return false, nil
}

func adminNamespace(ctx context.Context, options registry.Options, name string, at *field.Path) field.ErrorList {
	client, err := coreclient.NewForConfig(options.Loopback)
	if err != nil {
		return field.ErrorList{field.InternalError(at, err)}
	}
	namespace, err := client.Namespaces().Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		err = fmt.Errorf("could not retrieve namespace to verify admin access: %w", err)
		return field.ErrorList{field.InternalError(at, err)}
	}
	if namespace.Labels[resourcev1.DRAAdminNamespaceLabelKey] != "true" {
		return denied(at, nil, "admin access to devices requires the `%s: true` label on the containing namespace",
			resourcev1.DRAAdminNamespaceLabelKey)
	}
	return nil
}

// changedDrivers returns the drivers of the devices whose reports are new, changed or gone, each once.
func changedDrivers(claim, before *resourcev1.ResourceClaim) (drivers []string) {
	missing := func(reports, from []resourcev1.AllocatedDeviceStatus) {
		for _, r := range reports {
			if !slices.ContainsFunc(from, func(f resourcev1.AllocatedDeviceStatus) bool {
				return apiequality.Semantic.DeepEqual(r, f)
			}) && !slices.Contains(drivers, r.Driver) {
				drivers = append(drivers, r.Driver)
			}
		}
	}
	missing(claim.Status.Devices, before.Status.Devices)
	missing(before.Status.Devices, claim.Status.Devices)
	slices.Sort(drivers)
	return drivers
}

// runsOn reports whether the request's user is a service account of a pod on the node of the allocation.
func runsOn(ctx context.Context, allocation *resourcev1.AllocationResult) bool {
	u, ok := genericapirequest.UserFrom(ctx)
	if !ok || allocation.NodeSelector == nil || len(allocation.NodeSelector.NodeSelectorTerms) != 1 {
		return false
	}
	if _, _, err := serviceaccount.SplitUsername(u.GetName()); err != nil {
		return false
	}
	term, nodes := allocation.NodeSelector.NodeSelectorTerms[0], u.GetExtra()[serviceaccount.NodeNameKey]
	if len(nodes) != 1 || nodes[0] == "" || len(term.MatchExpressions) != 0 || len(term.MatchFields) != 1 {
		return false
	}
	f := term.MatchFields[0]
	return f.Key == metav1.ObjectNameField && f.Operator == corev1.NodeSelectorOpIn && slices.Equal(f.Values, nodes)
}
