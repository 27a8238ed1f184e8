package kinds

import (
	"strconv"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	corev1 "k8s.io/api/core/v1"
	resourcev1 "k8s.io/api/resource/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/utils/ptr"
)

// The fields that selectors can ask for are upstream's (pkg/registry/GROUP/RESOURCE/strategy.go).

func podFields(object runtime.Object) fields.Set {
	pod := object.(*corev1.Pod)
	set := fields.Set{
		"spec.nodeName":            pod.Spec.NodeName,
		"spec.restartPolicy":       string(pod.Spec.RestartPolicy),
		"spec.schedulerName":       pod.Spec.SchedulerName,
		"spec.serviceAccountName":  pod.Spec.ServiceAccountName,
		"spec.hostNetwork":         strconv.FormatBool(pod.Spec.HostNetwork),
		"status.phase":             string(pod.Status.Phase),
		"status.podIP":             "",
		"status.podIPs":            "",
		"status.nominatedNodeName": pod.Status.NominatedNodeName,
	}
	if len(pod.Status.PodIPs) > 0 {
		set["status.podIP"] = pod.Status.PodIPs[0].IP
	}
	return set
}

func eventFields(object runtime.Object) fields.Set {
	event := object.(*corev1.Event)
	source := event.Source.Component
	if source == "" {
		source = event.ReportingController
	}
	return fields.Set{
		"involvedObject.kind":            event.InvolvedObject.Kind,
		"involvedObject.namespace":       event.InvolvedObject.Namespace,
		"involvedObject.name":            event.InvolvedObject.Name,
		"involvedObject.uid":             string(event.InvolvedObject.UID),
		"involvedObject.apiVersion":      event.InvolvedObject.APIVersion,
		"involvedObject.resourceVersion": event.InvolvedObject.ResourceVersion,
		"involvedObject.fieldPath":       event.InvolvedObject.FieldPath,
		"reason":                         event.Reason,
		"reportingComponent":             event.ReportingController,
		"source":                         source,
		"type":                           event.Type,
	}
}

// hubEventField translates a field's name in events.k8s.io/v1 to the name of the same field in core/v1.
func hubEventField(label string) string {
	switch name, isRegarding := strings.CutPrefix(label, "regarding."); {
	case isRegarding:
		return "involvedObject." + name
	case label == "reportingController":
		return "reportingComponent"
	case label == "reason", label == "type":
		return label
	}
	return "" // events.k8s.io does not accept core's names
}

func namespaceFields(object runtime.Object) fields.Set {
	return fields.Set{"status.phase": string(object.(*corev1.Namespace).Status.Phase)}
}

func nodeFields(object runtime.Object) fields.Set {
	return fields.Set{"spec.unschedulable": strconv.FormatBool(object.(*corev1.Node).Spec.Unschedulable)}
}

func secretFields(object runtime.Object) fields.Set {
	return fields.Set{"type": string(object.(*corev1.Secret).Type)}
}

func serviceFields(object runtime.Object) fields.Set {
	service := object.(*corev1.Service)
	return fields.Set{"spec.clusterIP": service.Spec.ClusterIP, "spec.type": string(service.Spec.Type)}
}

func replicationControllerFields(object runtime.Object) fields.Set {
	return fields.Set{"status.replicas": strconv.Itoa(int(object.(*corev1.ReplicationController).Status.Replicas))}
}

func jobFields(object runtime.Object) fields.Set {
	return fields.Set{"status.successful": strconv.Itoa(int(object.(*batchv1.Job).Status.Succeeded))}
}

func signingRequestFields(object runtime.Object) fields.Set {
	return fields.Set{"spec.signerName": object.(*certificatesv1.CertificateSigningRequest).Spec.SignerName}
}

func trustBundleFields(object runtime.Object) fields.Set {
	return fields.Set{"spec.signerName": object.(*certificatesv1.ClusterTrustBundle).Spec.SignerName}
}

func podCertificateRequestFields(object runtime.Object) fields.Set {
	spec := object.(*certificatesv1.PodCertificateRequest).Spec
	return fields.Set{
		"spec.signerName": spec.SignerName, "spec.podName": spec.PodName, "spec.nodeName": string(spec.NodeName),
	}
}

func resourceSliceFields(object runtime.Object) fields.Set {
	slice := object.(*resourcev1.ResourceSlice)
	return fields.Set{
		resourcev1.ResourceSliceSelectorNodeName: ptr.Deref(slice.Spec.NodeName, ""),
		resourcev1.ResourceSliceSelectorDriver:   slice.Spec.Driver,
		resourcev1.ResourceSliceSelectorPoolName: slice.Spec.Pool.Name,
	}
}
