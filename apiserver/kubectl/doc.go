// Package kubectl holds the server to what kubectl's users see: kubectl itself runs against it, and the scripts in
// testdata have the exact text of its answers.
//
// There is nothing here but tests, so that kubectl stays out of the binary. To see what a script's commands print now, and
// to take it over into the script where it is right:
//
//	go test ./apiserver/kubectl -run TestScript/together/apply -update
package kubectl
