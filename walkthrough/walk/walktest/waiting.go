package walktest

import (
	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
)

// WaitingBoot is a small boot with hooks that wait for each other: crd waits for the informers, discovery for
// registration, which waits for the aggregator's informers.
func WaitingBoot() Stage {
	hook := func(start float64, goroutine int64, name, waitsFor string) Stage {
		if waitsFor != "" {
			waitsFor = convention.HookPrefix + waitsFor
		}
		return Stage{
			Start: start, End: start + 35, Name: convention.HookPrefix + name, Goroutine: goroutine, WaitsFor: waitsFor,
		}
	}
	return Stage{Start: 0, End: Running, Name: "main", Parts: []Stage{
		{Start: 1, End: 2, Name: "Complete"},
		{Start: 3, End: Running, Name: "prepared.Run", Parts: []Stage{
			{
				Start: 4, End: 50, Name: convention.ReadyStage, Goroutine: 9, WaitsFor: "every check of /readyz",
				Events: []trace.Event{Event(20, "ping is ok"), Event(45, "informer-sync is ok")},
			},
			hook(5, 11, "crd", "informers"),
			hook(6, 12, "discovery", "registration"),
			hook(7, 13, "informers", ""),
			hook(8, 14, "registration", "aggregator-informers"),
			hook(9, 15, "aggregator-informers", ""),
		}},
	}}
}

// WaitingRecording returns that boot as a recording.
func WaitingRecording() *trace.Trace { return TraceOf(Source(), WaitingBoot(), 50) }

// StepWaiting begins a walk through that boot, stepped, with itself as the plan.
func StepWaiting() *Live {
	plan := lesson.NewPlan(WaitingRecording())
	return StepJoined(func(t *trace.Trace) *lesson.Lesson { return JoinPlanned(t, plan) })
}
