package kinds

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1validation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

func checkService(object, _ runtime.Object) (errs field.ErrorList) {
	spec, at := object.(*corev1.Service).Spec, field.NewPath("spec")
	errs = append(errs, oneOf(spec.Type, at.Child("type"), corev1.ServiceTypeClusterIP,
		corev1.ServiceTypeExternalName, corev1.ServiceTypeLoadBalancer, corev1.ServiceTypeNodePort)...)
	headless := spec.ClusterIP == corev1.ClusterIPNone
	if len(spec.Ports) == 0 && !headless && spec.Type != corev1.ServiceTypeExternalName {
		errs = append(errs, field.Required(at.Child("ports"), ""))
	}
	if spec.Type == corev1.ServiceTypeExternalName {
		at := at.Child("externalName")
		name := strings.TrimSuffix(spec.ExternalName, ".")
		if name == "" {
			errs = append(errs, field.Required(at, ""))
		} else {
			errs = append(errs, invalid(at, name, validation.IsDNS1123Subdomain(name))...)
		}
	}
	errs = append(errs, checkServicePorts(spec.Ports, at.Child("ports"))...)
	errs = append(errs, metav1validation.ValidateLabels(spec.Selector, at.Child("selector"))...)
	return append(errs, oneOf(spec.SessionAffinity, at.Child("sessionAffinity"),
		corev1.ServiceAffinityClientIP, corev1.ServiceAffinityNone)...)
}

func checkServicePorts(ports []corev1.ServicePort, at *field.Path) (errs field.ErrorList) {
	taken := names{}
	type key struct {
		protocol corev1.Protocol
		port     int32
	}
	numbers := map[key]bool{}
	for i, port := range ports {
		at := at.Index(i)
		if port.Name != "" || len(ports) > 1 { // a single port needs no name
			errs = append(errs, checkName(port.Name, at.Child("name"))...)
		}
		if port.Name != "" {
			errs = append(errs, taken.check(port.Name, at.Child("name"))...)
		}
		errs = append(errs, invalid(at.Child("port"), port.Port, validation.IsValidPortNum(int(port.Port)))...)
		errs = append(errs, oneOf(port.Protocol, at.Child("protocol"), protocols...)...)
		errs = append(errs, checkTargetPort(port.TargetPort, at.Child("targetPort"))...)
		if numbers[key{port.Protocol, port.Port}] {
			errs = append(errs, field.Duplicate(at, corev1.ServicePort{Protocol: port.Protocol, Port: port.Port}))
		}
		numbers[key{port.Protocol, port.Port}] = true
	}
	return errs
}

// checkTargetPort accepts the number of a container's port, or its name.
func checkTargetPort(port intstr.IntOrString, at *field.Path) field.ErrorList {
	if port.Type == intstr.Int {
		return invalid(at, port.IntValue(), validation.IsValidPortNum(port.IntValue()))
	}
	return invalid(at, port.StrVal, validation.IsValidPortName(port.StrVal))
}
