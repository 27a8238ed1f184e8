package broken

import (
	"context"
	"io"

	"apitour/cmd/prepare"
	"apitour/trace/session"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// dials is where the objects of the kind Dial are served in the version that needs the webhook.
const dials = "/apis/apitour.example/v2/dials"

const (
	dialDefinition = `{
	"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
	"metadata": {"name": "dials.apitour.example"},
	"spec": {
		"group": "apitour.example", "scope": "Cluster",
		"names": {"plural": "dials", "singular": "dial", "kind": "Dial", "listKind": "DialList"},
		"versions": [
			{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {
				"type": "object", "properties": {"minutes": {"type": "integer"}}
			}}},
			{"name": "v2", "served": true, "storage": false, "schema": {"openAPIV3Schema": {
				"type": "object", "properties": {"seconds": {"type": "integer"}}
			}}}
		],
		"conversion": {"strategy": "Webhook", "webhook": {
			"conversionReviewVersions": ["v1"], "clientConfig": {"url": "https://` + closedAddress + `/convert"}
		}}
	}
}`
	egg = `{"apiVersion": "apitour.example/v1", "kind": "Dial", "metadata": {"name": "egg"}, "minutes": 4}`
)

func conversionWebhookDown(context.Context, *Workshop) (Fault, error) {
	return Fault{
		says:    func(in *phrases.BrokenFaults) string { return in.ConversionDown.With(closedAddress) },
		prepare: defineDials,
	}, nil
}

// defineDials defines the kind and writes an object of it, in the version in which it is stored, so that nothing has to
// be converted yet.
func defineDials(ctx context.Context, admin *session.Admin) (release func(), err error) {
	c := prepare.Client{Admin: admin, Say: io.Discard, In: &phrases.In(notes.Original).Requests}
	err = c.Apply(ctx, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/dials.apitour.example", dialDefinition)
	if err != nil {
		return nil, err
	}
	return nil, c.Apply(ctx, "/apis/apitour.example/v1/dials/egg", egg)
}
