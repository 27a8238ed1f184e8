package apiserver_test

// endingPod is a template of Pods that end.
const endingPod = `{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}`

// signingRequest is a request for a certificate in PEM and in base64, signed with a key that was thrown away.
const signingRequest = "" +
	"LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlISk1IRUNBUUF3RHpFTk1Bc0dBMVVFQXd3RWFtRnVaVEJaTUJN" +
	"R0J5cUdTTTQ5QWdFR0NDcUdTTTQ5QXdFSApBMElBQkhuR05RUWNCR0xVU1p1eEgyT1VQcStuYW0xL1ZPcXFMbWk3SzVhbUpuRllD" +
	"QUEwYlpMVG94U2ttOE4zClZ2T3NVSk90WEx2M3NTakhKM1kyN3hQbEZHS2dBREFLQmdncWhrak9QUVFEQWdOSUFEQkZBaUVBdjhH" +
	"Mnl5RTYKalpaczI1VU44NmdWQXZ0L2ZITGdSQXc1em5qek85L3ZhbXNDSUQzYmZkenNWUFJJQlpOQUlZS0hCTytwR3F0OQpnaGth" +
	"dnphN1k2clE3SUhPCi0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo="

// trustAnchor is an authority in PEM for a JSON string, whose key was thrown away. It is good until 2096.
const trustAnchor = `-----BEGIN CERTIFICATE-----\n` +
	`MIH6MIGtoAMCAQICAQEwBQYDK2VwMAwxCjAIBgNVBAMTAWEwIBcNNzAwMTAxMDAw\n` +
	`MDAwWhgPMjA5NjEwMDIwNzA2NDBaMAwxCjAIBgNVBAMTAWEwKjAFBgMrZXADIQDy\n` +
	`V+Og552Wpu7r3NUa8WrWhkz1uG++snyWMSaoFiGeGqMyMDAwDwYDVR0TAQH/BAUw\n` +
	`AwEB/zAdBgNVHQ4EFgQUFhCI9QkhxNDb5V3C+vNDC28mtwAwBQYDK2VwA0EAqrWj\n` +
	`bzMzB9PBqBEKf8ozFHZm3WVud/oTwk/BACYneP6sk0uJjacOx90FEdHGLXyPYZGQ\n` +
	`8c1XjPy6XnE2nEBdDw==\n` +
	`-----END CERTIFICATE-----\n`

// samples are what a kind must have beside its name.
var samples = map[string]string{
	"Binding": `{"target":{"kind":"Node","name":"n"}}`,
	"Pod":     `{"spec":{"containers":[{"name":"c","image":"i"}]}}`,
	"CustomResourceDefinition": `{"spec":{"group":"example.org","scope":"Namespaced",` +
		`"names":{"plural":"walks","singular":"walk","kind":"Walk","listKind":"WalkList"},"versions":[{"name":"v1",` +
		`"served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}`,
	"APIService": `{"spec":{"group":"walk.example.org","version":"v1",` +
		`"groupPriorityMinimum":100,"versionPriority":100,"insecureSkipTLSVerify":true,` +
		`"service":{"namespace":"default","name":"nobody"}}}`,
	"Service": `{"spec":{"ports":[{"port":80}]}}`,
	"ReplicationController": `{"spec":{"selector":{"a":"b"},"template":{"metadata":{"labels":{"a":"b"}},` +
		`"spec":{"containers":[{"name":"c","image":"i"}]}}}}`,
	"Deployment": `{"spec":{"selector":{"matchLabels":{"a":"b"}},` +
		`"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}`,
	"ReplicaSet": `{"spec":{"selector":{"matchLabels":{"a":"b"}},` +
		`"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}`,
	"StatefulSet": `{"spec":{"selector":{"matchLabels":{"a":"b"}},` +
		`"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}`,
	"DaemonSet": `{"spec":{"selector":{"matchLabels":{"a":"b"}},` +
		`"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}`,
	"TokenReview":             `{"spec":{"token":"t"}}`,
	"SubjectAccessReview":     `{"spec":{"user":"u","nonResourceAttributes":{"path":"/","verb":"get"}}}`,
	"SelfSubjectAccessReview": `{"spec":{"nonResourceAttributes":{"path":"/","verb":"get"}}}`,
	"LocalSubjectAccessReview": `{"spec":{"user":"u","resourceAttributes":{"namespace":"default",` +
		`"verb":"get","resource":"pods"}}}`,
	"SelfSubjectRulesReview": `{"spec":{"namespace":"default"}}`,
	"CertificateSigningRequest": `{"spec":{"signerName":"example.org/s","usages":["client auth"],` +
		`"request":"` + signingRequest + `"}}`,
	"ClusterTrustBundle":      `{"spec":{"trustBundle":"` + trustAnchor + `"}}`,
	"PodCertificateRequest":   `{"spec":{"signerName":"example.org/s"}}`,
	"HorizontalPodAutoscaler": `{"spec":{"maxReplicas":3,"scaleTargetRef":{"kind":"Deployment","name":"d"}}}`,
	"Job":                     `{"spec":{"template":` + endingPod + `}}`,
	"CronJob": `{"spec":{"schedule":"@daily","jobTemplate":{"spec":{"template":` +
		endingPod + `}}}}`,
	"PodTemplate":                `{"template":` + endingPod + `}`,
	"StorageClass":               `{"provisioner":"example.org/p"}`,
	"FlowSchema":                 `{"spec":{"priorityLevelConfiguration":{"name":"exempt"}}}`,
	"PriorityLevelConfiguration": `{"spec":{"type":"Limited","limited":{"limitResponse":{"type":"Reject"}}}}`,
	"RoleBinding":                `{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"}}`,
	"ClusterRoleBinding": `{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole",` +
		`"name":"r"}}`,
	"Lease": `{"spec":{"holderIdentity":"h"}}`,
	"ValidatingAdmissionPolicy": `{"spec":{"matchConstraints":{"resourceRules":[{"operations":["CREATE"],` +
		`"apiGroups":["example.org"],"apiVersions":["v1"],"resources":["nothings"]}]},` +
		`"validations":[{"expression":"true"}]}}`,
	"ValidatingAdmissionPolicyBinding": `{"spec":{"policyName":"p","validationActions":["Deny"]}}`,
	"MutatingAdmissionPolicy": `{"spec":{"matchConstraints":{"resourceRules":[{"operations":["CREATE"],` +
		`"apiGroups":["example.org"],"apiVersions":["v1"],"resources":["nothings"]}]},"reinvocationPolicy":"Never",` +
		`"mutations":[{"patchType":"JSONPatch","jsonPatch":{"expression":"[JSONPatch{op: \"test\", path: ` +
		`\"/kind\", value: \"Nothing\"}]"}}]}}`,
	"MutatingAdmissionPolicyBinding": `{"spec":{"policyName":"p"}}`,
}
