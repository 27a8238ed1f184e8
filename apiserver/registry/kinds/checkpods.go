package kinds

import (
	"fmt"
	"math"
	"regexp"
	"slices"

	corev1 "k8s.io/api/core/v1"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1validation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/utils/ptr"
)

var (
	protocols     = []corev1.Protocol{corev1.ProtocolSCTP, corev1.ProtocolTCP, corev1.ProtocolUDP}
	pullPolicies  = []corev1.PullPolicy{corev1.PullAlways, corev1.PullIfNotPresent, corev1.PullNever}
	restartAlways = []corev1.RestartPolicy{corev1.RestartPolicyAlways}
	restarts      = []corev1.RestartPolicy{
		corev1.RestartPolicyAlways, corev1.RestartPolicyOnFailure, corev1.RestartPolicyNever,
	}
)

// checkPodTemplate checks the Pods to be made. Its labels are checked too, because they have no metadata of their own
// that the generic code would check.
func checkPodTemplate(template *corev1.PodTemplateSpec, at *field.Path) field.ErrorList {
	errs := metav1validation.ValidateLabels(template.Labels, at.Child("labels"))
	errs = append(errs, apivalidation.ValidateAnnotations(template.Annotations, at.Child("annotations"))...)
	return append(errs, checkPodSpec(&template.Spec, at.Child("spec"))...)
}

func checkPodSpec(spec *corev1.PodSpec, at *field.Path) (errs field.ErrorList) {
	volumes := names{}
	for i, volume := range spec.Volumes {
		at := at.Child("volumes").Index(i).Child("name")
		errs = append(errs, checkName(volume.Name, at)...)
		errs = append(errs, volumes.check(volume.Name, at)...)
	}
	if len(spec.Containers) == 0 {
		errs = append(errs, field.Required(at.Child("containers"), ""))
	}
	// Names of all containers differ, since the logs and exec of a Pod name them.
	containers := names{}
	for i := range spec.Containers {
		at := at.Child("containers").Index(i)
		errs = append(errs, checkContainerSpec(&spec.Containers[i], containers, volumes, at)...)
	}
	for i := range spec.InitContainers {
		at := at.Child("initContainers").Index(i)
		errs = append(errs, checkContainerSpec(&spec.InitContainers[i], containers, volumes, at)...)
	}
	errs = append(errs, oneOf(spec.RestartPolicy, at.Child("restartPolicy"), restarts...)...)
	errs = append(errs, metav1validation.ValidateLabels(spec.NodeSelector, at.Child("nodeSelector"))...)
	if seconds := ptr.Deref(spec.ActiveDeadlineSeconds, 1); seconds < 1 || seconds > math.MaxInt32 {
		message := validation.InclusiveRangeError(1, math.MaxInt32)
		errs = append(errs, field.Invalid(at.Child("activeDeadlineSeconds"), seconds, message))
	}
	for name, value := range map[string]string{"hostname": spec.Hostname, "subdomain": spec.Subdomain} {
		if value != "" {
			errs = append(errs, checkName(value, at.Child(name))...)
		}
	}
	if name := spec.ServiceAccountName; name != "" {
		messages := apivalidation.ValidateServiceAccountName(name, false)
		errs = append(errs, invalid(at.Child("serviceAccountName"), name, messages)...)
	}
	if spec.SecurityContext != nil {
		errs = append(errs, checkSysctls(spec.SecurityContext.Sysctls, at.Child("securityContext", "sysctls"))...)
	}
	return errs
}

func checkContainerSpec(c *corev1.Container, others, volumes names, at *field.Path) field.ErrorList {
	errs := checkName(c.Name, at.Child("name"))
	errs = append(errs, others.check(c.Name, at.Child("name"))...)
	if c.Image == "" {
		errs = append(errs, field.Required(at.Child("image"), ""))
	}
	errs = append(errs, oneOf(c.ImagePullPolicy, at.Child("imagePullPolicy"), pullPolicies...)...)
	errs = append(errs, checkContainerPorts(c.Ports, at.Child("ports"))...)
	for i, variable := range c.Env {
		at := at.Child("env").Index(i).Child("name")
		if variable.Name == "" {
			errs = append(errs, field.Required(at, ""))
			continue
		}
		errs = append(errs, invalid(at, variable.Name, validation.IsRelaxedEnvVarName(variable.Name))...)
	}
	paths := map[string]bool{}
	for i, mount := range c.VolumeMounts {
		at := at.Child("volumeMounts").Index(i)
		switch {
		case mount.Name == "":
			errs = append(errs, field.Required(at.Child("name"), ""))
		case !volumes[mount.Name]:
			errs = append(errs, field.NotFound(at.Child("name"), mount.Name))
		}
		switch {
		case mount.MountPath == "":
			errs = append(errs, field.Required(at.Child("mountPath"), ""))
		case paths[mount.MountPath]:
			errs = append(errs, field.Invalid(at.Child("mountPath"), mount.MountPath, "must be unique"))
		}
		paths[mount.MountPath] = true
	}
	return append(errs, checkResources(c.Resources, at.Child("resources"))...)
}

func checkContainerPorts(ports []corev1.ContainerPort, at *field.Path) (errs field.ErrorList) {
	taken := names{}
	for i, port := range ports {
		at := at.Index(i)
		if port.Name != "" {
			wrong := invalid(at.Child("name"), port.Name, validation.IsValidPortName(port.Name))
			if len(wrong) == 0 {
				wrong = taken.check(port.Name, at.Child("name"))
			}
			errs = append(errs, wrong...)
		}
		if port.ContainerPort == 0 {
			errs = append(errs, field.Required(at.Child("containerPort"), ""))
		} else {
			messages := validation.IsValidPortNum(int(port.ContainerPort))
			errs = append(errs, invalid(at.Child("containerPort"), port.ContainerPort, messages)...)
		}
		if port.HostPort != 0 {
			messages := validation.IsValidPortNum(int(port.HostPort))
			errs = append(errs, invalid(at.Child("hostPort"), port.HostPort, messages)...)
		}
		errs = append(errs, oneOf(port.Protocol, at.Child("protocol"), protocols...)...)
	}
	return errs
}

func checkResources(r corev1.ResourceRequirements, at *field.Path) (errs field.ErrorList) {
	for name, limit := range r.Limits {
		at := at.Child("limits").Key(string(name))
		errs = append(errs, checkResourceName(name, at)...)
		errs = append(errs, checkQuantity(limit, at)...)
	}
	for name, request := range r.Requests {
		key := at.Child("requests").Key(string(name))
		errs = append(errs, checkResourceName(name, key)...)
		errs = append(errs, checkQuantity(request, key)...)
		if limit, ok := r.Limits[name]; ok && request.Cmp(limit) > 0 {
			message := fmt.Sprintf("must be less than or equal to %s limit of %s", name, limit.String())
			errs = append(errs, field.Invalid(at.Child("requests"), request.String(), message))
		}
	}
	return errs
}

// sysctlName has the form of a path in /proc/sys with dots or slashes; the expression and the length are upstream's.
var sysctlName = regexp.MustCompile(
	`^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`)

const sysctlNameLength = 253

func checkSysctls(sysctls []corev1.Sysctl, at *field.Path) (errs field.ErrorList) {
	taken := names{}
	for i, sysctl := range sysctls {
		at := at.Index(i).Child("name")
		switch {
		case sysctl.Name == "":
			errs = append(errs, field.Required(at, ""))
		case len(sysctl.Name) > sysctlNameLength || !sysctlName.MatchString(sysctl.Name):
			message := fmt.Sprintf("must have at most %d characters and match regex %s", sysctlNameLength, sysctlName)
			errs = append(errs, field.Invalid(at, sysctl.Name, message))
		default:
			errs = append(errs, taken.check(sysctl.Name, at)...)
		}
	}
	return errs
}

// checkRestartPolicy is for Pods whose controller cannot use every policy. A policy that no Pod can have is reported
// already.
func checkRestartPolicy(
	policy corev1.RestartPolicy, at *field.Path, allowed []corev1.RestartPolicy,
) field.ErrorList {
	if slices.Contains(allowed, policy) || !slices.Contains(restarts, policy) {
		return nil
	}
	return field.ErrorList{field.NotSupported(at, policy, allowed)}
}
