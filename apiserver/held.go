package apiserver

import "apitour/apiserver/stage"

// Scope is the instrumentation scope of the spans of stages, as those of libraries have others.
const Scope = stage.Scope

// NeverHeld are the stages at which a learner who steps through the server is not made to stop, and why. A star at the end
// of a name stands for any rest. Every other stage can be held for as long as one likes: what would be given up because
// it takes long is given up by nobody when the process is Patient.
var NeverHeld = map[string]string{
	"WaitForLeader":              "etcd elects itself by its own clock, whether or not anybody waits for it: after a pause there would be no wait left to see.",
	"WaitForReady":               "It only watches the others, and an order to stop waits for it: held, the server could neither say that it is ready nor be told to stop.",
	"ShutdownDelay":              "The delay runs by the library's clock, whether or not anybody looks.",
	"HTTPServerStoppedListening": "The library closes the port whether or not anybody looks.",
	"Admission/*":                "Whoever writes has 34 seconds from the moment in which his request is decoded, whatever --request-timeout says: held here, the request would be answered with 504.",
}
