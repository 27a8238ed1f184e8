package kinds

import (
	"encoding/json"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/utils/ptr"
)

// checkConfigMap and checkSecret look at the keys, which become names of files, and refuse changes to an object whose
// field "immutable" is true.
func checkConfigMap(object, old runtime.Object) (errs field.ErrorList) {
	configMap := object.(*corev1.ConfigMap)
	size := 0
	for key, value := range configMap.Data {
		at := field.NewPath("data").Key(key)
		errs = append(errs, checkKey(key, at)...)
		if _, twice := configMap.BinaryData[key]; twice {
			errs = append(errs, field.Invalid(at, key, "duplicate of key present in binaryData"))
		}
		size += len(value)
	}
	for key, value := range configMap.BinaryData {
		errs = append(errs, checkKey(key, field.NewPath("binaryData").Key(key))...)
		size += len(value)
	}
	if size > corev1.MaxSecretSize {
		errs = append(errs, field.TooLong(field.NewPath(""), "", corev1.MaxSecretSize))
	}
	if old != nil && ptr.Deref(old.(*corev1.ConfigMap).Immutable, false) {
		errs = append(errs, checkMarkedImmutable(object, old, "Immutable", "Data", "BinaryData")...)
	}
	return errs
}

func checkSecret(object, old runtime.Object) (errs field.ErrorList) {
	secret, at := object.(*corev1.Secret), field.NewPath("data")
	size := 0
	for key, value := range secret.Data {
		errs = append(errs, checkKey(key, at.Key(key))...)
		size += len(value)
	}
	if size > corev1.MaxSecretSize {
		errs = append(errs, field.TooLong(at, "", corev1.MaxSecretSize))
	}
	errs = append(errs, checkSecretType(secret)...)
	if old == nil {
		return errs
	}
	errs = append(errs, immutable("Type")(object, old)...)
	if ptr.Deref(old.(*corev1.Secret).Immutable, false) {
		errs = append(errs, checkMarkedImmutable(object, old, "Immutable", "Data")...)
	}
	return errs
}

func checkKey(key string, at *field.Path) field.ErrorList {
	return invalid(at, key, validation.IsConfigMapKey(key))
}

// secretKeys are the keys that a Secret of each type must have.
var secretKeys = map[corev1.SecretType][]string{
	corev1.SecretTypeDockercfg:        {corev1.DockerConfigKey},
	corev1.SecretTypeDockerConfigJson: {corev1.DockerConfigJsonKey},
	corev1.SecretTypeSSHAuth:          {corev1.SSHAuthPrivateKey},
	corev1.SecretTypeTLS:              {corev1.TLSCertKey, corev1.TLSPrivateKeyKey},
}

func checkSecretType(secret *corev1.Secret) (errs field.ErrorList) {
	at := field.NewPath("data")
	for _, key := range secretKeys[secret.Type] {
		value, found := secret.Data[key]
		if !found || secret.Type == corev1.SecretTypeSSHAuth && len(value) == 0 {
			errs = append(errs, field.Required(at.Key(key), ""))
			continue
		}
		if secret.Type == corev1.SecretTypeDockercfg || secret.Type == corev1.SecretTypeDockerConfigJson {
			if err := json.Unmarshal(value, &map[string]any{}); err != nil {
				errs = append(errs, field.Invalid(at.Key(key), "<secret contents redacted>", err.Error()))
			}
		}
	}
	switch secret.Type {
	case corev1.SecretTypeServiceAccountToken:
		if secret.Annotations[corev1.ServiceAccountNameKey] == "" {
			at := field.NewPath("metadata", "annotations").Key(corev1.ServiceAccountNameKey)
			errs = append(errs, field.Required(at, ""))
		}
	case corev1.SecretTypeBasicAuth:
		_, hasUser := secret.Data[corev1.BasicAuthUsernameKey]
		_, hasPassword := secret.Data[corev1.BasicAuthPasswordKey]
		if !hasUser && !hasPassword {
			errs = append(errs, field.Required(at.Key(corev1.BasicAuthUsernameKey), ""),
				field.Required(at.Key(corev1.BasicAuthPasswordKey), ""))
		}
	}
	return errs
}

func checkMarkedImmutable(object, old runtime.Object, names ...string) (errs field.ErrorList) {
	for _, err := range immutable(names...)(object, old) {
		errs = append(errs, field.Forbidden(field.NewPath(err.Field), "field is immutable when `immutable` is set"))
	}
	return errs
}
