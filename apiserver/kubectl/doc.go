// Package kubectl tests what users of kubectl see: kubectl itself runs against the server, and the scripts in testdata
// have the exact text of its answers.
//
// The package has only tests, so that kubectl stays out of the binary. To write the current output of a script's
// commands into the script, for you to judge:
//
//	go test ./apiserver/kubectl -run TestScript/together/apply -update
package kubectl
