package phrases

import "fmt"

// WalkServer is said of a server that is stepped, or runs.
type WalkServer struct {
	Ready            string // and what to do now
	HeldAtNext       string
	StillOnItsWay    string
	RunToOnlyInBoot  string
	AlreadyBegun     string
	NoneHeld         string
	RunsFree         string
	NoneToStop       string
	AlreadyStopping  string
	StopsBeforeReady string
	StopsInOrder     string
}

var walkServerEnglish = WalkServer{
	Ready:            "the server is ready: r sends a request, x stops it",
	HeldAtNext:       "held at the next stage that starts",
	StillOnItsWay:    "the server is still on its way",
	RunToOnlyInBoot:  `"run to" works only while the server is booting`,
	AlreadyBegun:     "this stage has already begun: choose one that is ahead",
	NoneHeld:         "no server is held",
	RunsFree:         "the server runs free: space holds it again",
	NoneToStop:       "no server to stop",
	AlreadyStopping:  "the server is already stopping",
	StopsBeforeReady: "the server is not ready yet: x again stops it",
	StopsInOrder:     "the server stops in order",
}

var walkServerChinese = WalkServer{
	Ready:            "服务器已就绪：r 发送请求，x 停止它",
	HeldAtNext:       "在下一个开始的阶段暂停",
	StillOnItsWay:    "服务器还没有走到",
	RunToOnlyInBoot:  "只有服务器在启动时，才能“运行到”某个阶段",
	AlreadyBegun:     "这个阶段已经开始：请选一个还没开始的",
	NoneHeld:         "没有暂停的服务器",
	RunsFree:         "服务器在自由运行：space 再让它暂停",
	NoneToStop:       "没有可以停止的服务器",
	AlreadyStopping:  "服务器已经在停止",
	StopsBeforeReady: "服务器还没有就绪：再按一次 x 就停止它",
	StopsInOrder:     "服务器有序停止",
}

// WalkLanes is said of the goroutines of a stepped server.
type WalkLanes struct{ NoneHeld, NoOtherHeld, NoneStepped, OthersWait, OthersRun string }

var walkLanesEnglish = WalkLanes{
	NoneHeld:    "no lane is held",
	NoOtherHeld: "no other lane is held",
	NoneStepped: "no server is stepped",
	OthersWait:  "other lanes wait at their next stage",
	OthersRun:   "other lanes run while one is stepped",
}

var walkLanesChinese = WalkLanes{
	NoneHeld:    "没有暂停的泳道",
	NoOtherHeld: "没有别的泳道暂停着",
	NoneStepped: "没有正在单步运行的服务器",
	OthersWait:  "其他泳道在各自的下一个阶段等着",
	OthersRun:   "单步走一条泳道时，其他泳道照常运行",
}

// WalkWaits says why nothing happens.
type WalkWaits struct {
	HeldFor          func(took string) string
	Waits, WillWait  func(stage, other string) string
	StepThatOne      func(waits string) string
	MayWait          func(heldLanes int) string
	Silent           func(took string) string
	BootWaits        func(stage string) string
	NothingHappens   func(waits string) string
	Failed           func(spans bool) string
	HookFailed       string
	ThenNext         func(lane, next string) string                   // two keys
	ThenNextAfterAll func(lane string, times int, next string) string // the first of them so many times
}

var walkWaitsEnglish = WalkWaits{
	HeldFor:     func(took string) string { return "held for " + took + ", no key: c lets the server run" },
	Waits:       func(stage, other string) string { return stage + " waits for " + other },
	WillWait:    func(stage, other string) string { return stage + " will wait for " + other },
	StepThatOne: func(waits string) string { return waits + ": step that one?" },
	MayWait: func(heldLanes int) string {
		return "may wait for " + counted(heldLanes, "held lane") + ": space steps one, w lets all go on"
	},
	Silent:         func(took string) string { return "the server has sent nothing for " + took },
	BootWaits:      func(stage string) string { return "the boot waits for " + stage },
	NothingHappens: func(waits string) string { return "nothing happens: " + waits },
	Failed:         either("this stage failed", "this span failed"),
	HookFailed:     "its hook failed",
	ThenNext:       func(lane, next string) string { return lane + ", then " + next },
	ThenNextAfterAll: func(lane string, times int, next string) string {
		return fmt.Sprintf("%s %d times, then %s", lane, times, next)
	},
}

var walkWaitsChinese = WalkWaits{
	HeldFor:     func(took string) string { return "已暂停 " + took + "，没有按键：c 让服务器继续运行" },
	Waits:       func(stage, other string) string { return stage + " 在等 " + other },
	WillWait:    func(stage, other string) string { return stage + " 之后要等 " + other },
	StepThatOne: func(waits string) string { return waits + "：改走它？" },
	MayWait: func(heldLanes int) string {
		return fmt.Sprintf("也许在等 %d 条暂停的泳道：space 走其中一条，w 让它们都继续", heldLanes)
	},
	Silent:         func(took string) string { return "服务器已有 " + took + " 没有消息" },
	BootWaits:      func(stage string) string { return "启动在等 " + stage },
	NothingHappens: func(waits string) string { return "没有动静：" + waits },
	Failed:         either("这个阶段失败了", "这个 span 失败了"),
	HookFailed:     "它的钩子失败了",
	ThenNext:       func(lane, next string) string { return lane + "，再按 " + next },
	ThenNextAfterAll: func(lane string, times int, next string) string {
		return fmt.Sprintf("%s %d 次，再按 %s", lane, times, next)
	},
}

// WalkReady is said at the place to which a boot leads.
type WalkReady struct {
	After          func(took string, held bool) string
	OneShorter     string // had it been
	Others         func(stages int, took string) string
	SendRequest    string
	FollowYours    string
	Stop           string
	OwnServer      string
	WaysOfRequests string
	BootsThatFail  string
}

var walkReadyEnglish = WalkReady{
	After: func(took string, held bool) string {
		if held {
			return "The server was ready after " + took + ", without the time in which you held it."
		}
		return "The server was ready after " + took + "."
	},
	OneShorter: "Had one of them been shorter, the server would have been ready earlier.",
	Others: func(stages int, took string) string {
		return fmt.Sprintf("The other %s on the critical path took %s together. Had one of all these been shorter, "+
			"the server would have been ready earlier.", counted(stages, "stage"), took)
	},
	SendRequest:    "send a request, and step through its way",
	FollowYours:    "the requests of your own kubectl, to follow one of them",
	Stop:           "stop the server: its shutdown can be stepped, too",
	OwnServer:      "a server of your own: step it, send it requests",
	WaysOfRequests: "the ways that a request can go",
	BootsThatFail:  "boots that fail, and how to find out why",
}

var walkReadyChinese = WalkReady{
	After: func(took string, held bool) string {
		if held {
			return "服务器 " + took + " 后就绪，你让它暂停的时间不算。"
		}
		return "服务器 " + took + " 后就绪。"
	},
	OneShorter: "其中任何一个短一些，服务器就会早些就绪。",
	Others: func(stages int, took string) string {
		return fmt.Sprintf("关键路径上另外 %d 个阶段一共用了 %s。所有这些中任何一个短一些，服务器就会早些就绪。", stages, took)
	},
	SendRequest:    "发送请求，一步一步走完它的路",
	FollowYours:    "你自己的 kubectl 发来的请求，可以跟踪其中一个",
	Stop:           "停止服务器：停止过程也可以一步一步走",
	OwnServer:      "你自己的服务器：一步一步走，给它发送请求",
	WaysOfRequests: "请求可能走的各条路",
	BootsThatFail:  "出错的启动，以及怎样找出原因",
}
