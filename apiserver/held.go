package apiserver

import (
	"apitour/apiserver/requests"
	"apitour/trace/convention"
)

// Scope is the instrumentation scope of the stages; the spans of libraries have other scopes.
const Scope = convention.Scope

// NeverHeld are the stages that stepping never pauses, and why. A star at the end of a name stands for any rest. Every
// other stage can be held for any time: in a process that is Patient, no stage gives up because another takes long.
var NeverHeld = map[string]string{
	"WaitForLeader": "etcd elects itself by its own clock, with or without a pause here: " +
		"after a pause there would be no wait left to see.",
	convention.ReadyStage: "It only watches the other stages, and an order to stop waits for it: " +
		"held, the server could neither say that it is ready nor be told to stop.",
	"ShutdownDelay":                  "The delay runs by the library's clock, with or without a pause here.",
	"HTTPServerStoppedListening":     "The library closes the port, with or without a pause here.",
	convention.AdmissionPrefix + "*": requests.WhyAdmissionIsNeverHeld,
}
