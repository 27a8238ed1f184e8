package phrases

import "fmt"

// WalkRequests is said of the requests that a learner sends.
type WalkRequests struct {
	Label                       string // in front of the line that is typed
	NoServer, NotReady, Waiting string
	Sent                        func(request string) string
	Answered                    func(answer string) string
	Refused                     func(status string) string
	NoneRefused                 func(decided string) string
	NoAnswer                    string
}

var walkRequestsEnglish = WalkRequests{
	Label:       "request:",
	NoServer:    "no server to send a request to",
	NotReady:    "requests can be sent when the server is ready",
	Waiting:     "the last request has no answer yet",
	Sent:        func(request string) string { return "sent: " + request },
	Answered:    func(answer string) string { return answer + "; R shows it" },
	Refused:     func(status string) string { return status + ": ! leads to who decided, R shows the answer" },
	NoneRefused: func(decided string) string { return "nothing was refused: " + decided },
	NoAnswer:    "no answer yet",
}

var walkRequestsChinese = WalkRequests{
	Label:       "请求：",
	NoServer:    "没有可以发送请求的服务器",
	NotReady:    "服务器就绪后才能发送请求",
	Waiting:     "上一个请求还没有应答",
	Sent:        func(request string) string { return "已发送：" + request },
	Answered:    func(answer string) string { return answer + "；R 显示它" },
	Refused:     func(status string) string { return status + "：! 去看是谁决定的，R 显示应答" },
	NoneRefused: func(decided string) string { return "没有什么被拒绝：" + decided },
	NoAnswer:    "还没有应答",
}

// WalkSyntax is said of a request that a learner has typed, and that is none.
type WalkSyntax struct {
	Is           string // what a request may be, shown where one is typed
	RequestIs    func(syntax string) string
	NeedsPath    func(method string) string
	Groups       string
	TakesNothing func(name, method, path string) string
	NotCalled    func(word string) string
	Meant        func(word, near string) string
	NeedsValue   func(flag, syntax string) string
	NotKnown     func(flag, syntax string) string
}

var walkSyntaxEnglish = WalkSyntax{
	Is:        "NAME, or METHOD /path [--as USER] [{json} or @file]",
	RequestIs: func(syntax string) string { return "a request is " + syntax },
	NeedsPath: func(method string) string {
		return fmt.Sprintf("%s needs a path: %s /api/v1/namespaces", method, method)
	},
	Groups: "--group needs --as, and --anonymous takes neither",
	TakesNothing: func(name, method, path string) string {
		return fmt.Sprintf("the request %s takes nothing more: send one of your own, as %s %s", name, method, path)
	},
	NotCalled: func(word string) string { return fmt.Sprintf("no request is called %q, and no method", word) },
	Meant: func(word, near string) string {
		return fmt.Sprintf("no request is called %q: did you mean %q?", word, near)
	},
	NeedsValue: func(flag, syntax string) string { return flag + " needs a value; a request is " + syntax },
	NotKnown: func(flag, syntax string) string {
		return fmt.Sprintf("%q is not understood; a request is %s", flag, syntax)
	},
}

var walkSyntaxChinese = WalkSyntax{
	Is:        "NAME，或者 METHOD /path [--as USER] [{json} 或 @file]",
	RequestIs: func(syntax string) string { return "请求的写法是 " + syntax },
	NeedsPath: func(method string) string {
		return fmt.Sprintf("%s 需要一个路径：%s /api/v1/namespaces", method, method)
	},
	Groups: "--group 要和 --as 一起用，--anonymous 不能和它们一起用",
	TakesNothing: func(name, method, path string) string {
		return fmt.Sprintf("请求 %s 后面不能再写什么：请自己写一个，例如 %s %s", name, method, path)
	},
	NotCalled: func(word string) string {
		return fmt.Sprintf("没有名为 %q 的请求，也没有这个方法", word)
	},
	Meant: func(word, near string) string {
		return fmt.Sprintf("没有名为 %q 的请求：是指 %q 吗？", word, near)
	},
	NeedsValue: func(flag, syntax string) string { return flag + " 需要一个值；请求的写法是 " + syntax },
	NotKnown: func(flag, syntax string) string {
		return fmt.Sprintf("看不懂 %q；请求的写法是 %s", flag, syntax)
	},
}

// WalkOutside is said of the requests of other clients.
type WalkOutside struct {
	HasCome                    func(request string) string
	NoServer, WhileReady       string
	GoTo                       func(last int) string
	FollowSyntax, NoneFollowed string
	SendAgain                  func(request string) string
}

var walkOutsideEnglish = WalkOutside{
	HasCome:      func(request string) string { return "it has come: " + request },
	NoServer:     "no server to which requests could come",
	WhileReady:   "requests can be followed while the server is ready",
	GoTo:         func(last int) string { return fmt.Sprintf("requests from outside go from 1 to %d", last) },
	FollowSyntax: "a request to follow is a number, or a method and a path without a query",
	NoneFollowed: "no request from outside is followed",
	SendAgain: func(request string) string {
		return "send it again: the next " + request + " is held at its first stage"
	},
}

var walkOutsideChinese = WalkOutside{
	HasCome:      func(request string) string { return "它来了：" + request },
	NoServer:     "没有能收到请求的服务器",
	WhileReady:   "服务器就绪期间才能跟踪请求",
	GoTo:         func(last int) string { return fmt.Sprintf("外部请求的编号从 1 到 %d", last) },
	FollowSyntax: "要跟踪的请求：写它的编号，或者方法和不带查询参数的路径",
	NoneFollowed: "不跟踪任何外部请求",
	SendAgain: func(request string) string {
		return "再发送一次：下一个 " + request + " 会在它的第一个阶段暂停"
	},
}
