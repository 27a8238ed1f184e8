package apiserver_test

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
		`"request":"eA=="}}`,
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
