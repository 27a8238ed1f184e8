package phrases

import "fmt"

// TourStatus is the first row of the screen and the row below the panes: how the server is, where the learner is, and
// what matters most at the moment.
type TourStatus struct {
	ThisTrace string // the name of a program that has none
	TraceOf   func(trace, traces int) string
	Server    TourServer
	Edge      TourEdge
	Time      TourTime
	News      TourNews
	Search    TourSearch
	StepOf    func(step, steps int) string
	// FirstIsAwaited stands in for a place before anything has begun.
	FirstIsAwaited string
}

// TourServer says how the server is.
type TourServer struct {
	PredictFirst, Recording, Stopped, Running, Boots string
	FailedIn, StoppedFor                             func(what string) string
	Booting                                          func(stages int) string
}

// TourEdge says how far the learner is from where the server is.
type TourEdge struct {
	Replay, ReplayAsItWas, Ahead, LiveHeld, Live string
	Behind, BehindAsItWas                        func(steps int) string
}

// TourTime says how long the boot took, or has taken.
type TourTime struct {
	ReadyIn, HeldAfter, Booting, Took, FailedAfter, NotReadyAfter func(duration string) string
}

// TourNews is what matters most at the moment.
type TourNews struct {
	WaitsFor        func(hook string) string // another one that is held
	NewFromOutside  func(requests int) string
	AwaitsRequest   func(request string) string
	Ready           string
	Idle            string
	OnItsWay        func(stage string) string
	ToFailure       string
	LastWords       string
	WillWait        func(hook string) string
	KnownByNow      string
	NextIsOneOfHook func(hooks int) string
	Next            func(stage string) string
}

// TourSearch says how much a search has found. The counts may end in a plus, while it goes on.
type TourSearch struct {
	InNames func(found string) string
	InAll   func(found string, names, notes, source int, spans bool) string
}

var tourStatusEnglish = TourStatus{
	ThisTrace: "this trace",
	TraceOf:   func(trace, traces int) string { return fmt.Sprintf("trace %d of %d", trace, traces) },
	Server: TourServer{
		PredictFirst: "predict first",
		Recording:    "recording",
		Stopped:      "the server has stopped",
		Running:      "the server is running",
		Boots:        "the server boots",
		FailedIn:     func(stage string) string { return "failed in " + stage },
		StoppedFor:   func(reason string) string { return "the server has stopped: " + reason },
		Booting:      func(stages int) string { return fmt.Sprintf("booting · %d stages", stages) },
	},
	Edge: TourEdge{
		Replay:        "replay",
		ReplayAsItWas: "replay, as it was",
		Ahead:         "◀ ahead",
		LiveHeld:      "▶ live, held",
		Live:          "▶ live",
		Behind:        func(steps int) string { return fmt.Sprintf("◀ %d behind", steps) },
		BehindAsItWas: func(steps int) string { return fmt.Sprintf("◀ %d behind, as it was", steps) },
	},
	Time: TourTime{
		ReadyIn:       func(d string) string { return "ready in " + d },
		HeldAfter:     func(d string) string { return "held after " + d },
		Booting:       func(d string) string { return "booting " + d },
		Took:          func(d string) string { return "took " + d },
		FailedAfter:   func(d string) string { return "failed after " + d },
		NotReadyAfter: func(d string) string { return "not ready after " + d },
	},
	News: TourNews{
		WaitsFor: func(hook string) string { return "waits for " + hook + ": step that one?" },
		NewFromOutside: func(requests int) string {
			return "Q: " + counted(requests, "new request") + " from outside"
		},
		AwaitsRequest:   func(request string) string { return "waits for " + request },
		Ready:           "G: ready",
		Idle:            "r sends a request, x stops the server",
		OnItsWay:        func(stage string) string { return "on its way to " + stage },
		ToFailure:       "!: to the failure",
		LastWords:       "L: the server's last words",
		WillWait:        func(hook string) string { return "will wait for " + hook + ", held" },
		KnownByNow:      "A shows what is known by now",
		NextIsOneOfHook: func(hooks int) string { return fmt.Sprintf("next: one of %d hooks", hooks) },
		Next:            func(stage string) string { return "next: " + stage },
	},
	Search: TourSearch{
		InNames: func(found string) string { return found + " · in the names of spans" },
		InAll: func(found string, names, notes, source int, spans bool) string {
			return fmt.Sprintf("%s · %s %d, notes %d, source %d", found, ofSteps("stages")(spans), names, notes, source)
		},
	},
	StepOf:         func(step, steps int) string { return fmt.Sprintf("step %d of %d", step, steps) },
	FirstIsAwaited: "waiting for the first stage",
}

var tourStatusChinese = TourStatus{
	ThisTrace: "这个 trace",
	TraceOf:   func(trace, traces int) string { return fmt.Sprintf("trace %d/%d", trace, traces) },
	Server: TourServer{
		PredictFirst: "先预测",
		Recording:    "录制",
		Stopped:      "服务器已停止",
		Running:      "服务器在运行",
		Boots:        "服务器在启动",
		FailedIn:     func(stage string) string { return "失败于 " + stage },
		StoppedFor:   func(reason string) string { return "服务器已停止：" + reason },
		Booting:      func(stages int) string { return fmt.Sprintf("启动中 · %d 个阶段", stages) },
	},
	Edge: TourEdge{
		Replay:        "回放",
		ReplayAsItWas: "回放，当时的样子",
		Ahead:         "◀ 未开始",
		LiveHeld:      "▶ 前沿，已暂停",
		Live:          "▶ 前沿",
		Behind:        func(steps int) string { return fmt.Sprintf("◀ 落后 %d 步", steps) },
		BehindAsItWas: func(steps int) string { return fmt.Sprintf("◀ 落后 %d 步，当时的样子", steps) },
	},
	Time: TourTime{
		ReadyIn:       func(d string) string { return d + " 后就绪" },
		HeldAfter:     func(d string) string { return d + " 后暂停" },
		Booting:       func(d string) string { return "启动已用 " + d },
		Took:          func(d string) string { return "用了 " + d },
		FailedAfter:   func(d string) string { return d + " 后失败" },
		NotReadyAfter: func(d string) string { return d + " 后仍未就绪" },
	},
	News: TourNews{
		WaitsFor:        func(hook string) string { return "在等 " + hook + "：改走它？" },
		NewFromOutside:  func(requests int) string { return fmt.Sprintf("Q：有 %d 个新的外部请求", requests) },
		AwaitsRequest:   func(request string) string { return "在等 " + request },
		Ready:           "G：就绪",
		Idle:            "r 发送请求，x 停止服务器",
		OnItsWay:        func(stage string) string { return "正在去往 " + stage },
		ToFailure:       "!：到失败处",
		LastWords:       "L：服务器最后的日志",
		WillWait:        func(hook string) string { return "之后要等 " + hook + "，后者暂停着" },
		KnownByNow:      "A 显示现在已知的",
		NextIsOneOfHook: func(hooks int) string { return fmt.Sprintf("接下来：%d 个钩子之一", hooks) },
		Next:            func(stage string) string { return "接下来：" + stage },
	},
	Search: TourSearch{
		InNames: func(found string) string { return found + " · 在 span 的名字里" },
		InAll: func(found string, names, notes, source int, spans bool) string {
			return fmt.Sprintf("%s · %s %d，讲解 %d，源码 %d", found, ofStepsChinese("阶段")(spans), names, notes, source)
		},
	},
	StepOf:         func(step, steps int) string { return fmt.Sprintf("第 %d/%d 步", step, steps) },
	FirstIsAwaited: "在等第一个阶段",
}
