package walktest

// FailingBoot is the boot when it fails in StartEtcd: everything around that stage fails with it.
func FailingBoot() Stage {
	root := Boot()
	runE := &root.Parts[1]
	run := &runE.Parts[len(runE.Parts)-1]
	run.Parts = run.Parts[:2]
	const why = `open data directory "/var/lib/apitour": another process holds its lock`
	run.Parts[1].Err = why
	run.End, run.Err = 151.4, "start etcd: "+why
	runE.End, runE.Err = 151.5, "start etcd: "+why
	root.End, root.Err = 151.6, "start etcd: "+why
	return root
}
