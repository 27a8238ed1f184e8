package phrases

// Requests is what is said of requests that are sent and followed. The way of a request is a table of what the server
// has recorded: its headings are here.
type Requests struct {
	Shows map[string]string // what a guided request shows, by its name

	Booting           string // here: steps, each a line
	Stopping          string
	Making            Format // an object
	StartingExtension string

	SentAs        Format // a request, the user that the admin impersonates
	SentAnonymous Format

	By        Format // the request, its user
	As        Format // the user, the one that is impersonated
	After     Format // the status, how long it took
	MoreLines Format // of an answer, how many
	Filters   string // here: headings of the way
	Servers   string
	Admission string
	Rest      string
	NoServer  string // in the place of a server's name
	At        Format // the reason of a server, the address and the port that it called
	UserIs    Format // from here on
	Remarks   string // between remarks on a filter

	See           string // here: hints
	LeaveOneOut   string
	Methods       Format // all of them
	OwnRequest    string
	Meant         Format // the name that was meant
	NameAFile     string
	Required      string // here: what is wrong with a command
	Unexpected    Format // an argument
	AsOrAnonymous string
	UnknownMethod Format
	NoPath        Format
	MethodAlone   Format
	Unknown       Format // the name of a guided request
	TakesNo       Format // the name, a flag

	ReadInput   Format // here and below: errors, with what they wrap
	ReadBody    Format
	Send        Format // the method, the path
	Follow      Format
	EndedFirst  string
	StartServer Format // an extension server
	Make        Format // an object, …, the last answer
	WaitFor     Format // a path, …, the last answer
}

var requestsEnglish = Requests{
	Shows: map[string]string{
		"core-resource":     "a built-in kind: the aggregator passes it on, the kube server serves it",
		"custom-resource":   "a kind that a CustomResourceDefinition adds: the third server has it",
		"aggregated":        "a kind of an extension server: the aggregator is a proxy",
		"unknown-path":      "a group that no server has: all three servers pass it on, 404",
		"denied":            "a user without rights: authorization ends it, 403",
		"no-credentials":    "a client without credentials: authentication ends it, 401",
		"watch":             "an answer that does not end by itself, served from the watch cache",
		"server-side-apply": "a write: admission, twice, and one transaction in etcd",
	},

	Booting:           "booting the server …",
	Stopping:          "stopping the server …",
	Making:            "making %s …",
	StartingExtension: "starting an extension server …",

	SentAs:        "%s, as %s",
	SentAnonymous: "%s, anonymous",

	By:        "%s, by %s",
	As:        "%s as %s",
	After:     "%s, after %s",
	MoreLines: "… and %d lines more",
	Filters:   "Filters, in their order, with their own time",
	Servers:   "Servers, in the order in which they are asked",
	Admission: "Admission",
	Rest:      "Handler, storage and etcd, with their whole time",
	NoServer:  "none",
	At:        "%s, at %s:%s",
	UserIs:    "the user is %s",
	Remarks:   "; ",

	See: "apitour request --list lists the guided requests; " +
		"a path begins with /, as in: apitour request GET /api/v1/namespaces",
	LeaveOneOut:   "leave one of them out",
	Methods:       "the methods are %s",
	OwnRequest:    "send a request of your own: apitour request METHOD PATH",
	Meant:         "did you mean %q?",
	NameAFile:     "name a file that you may read with --data",
	Required:      "a path or the name of a guided request is required",
	Unexpected:    "unexpected argument %q",
	AsOrAnonymous: "--as and --anonymous cannot be used together",
	UnknownMethod: "unknown method %q",
	NoPath:        "%q is not a path",
	MethodAlone:   "%s needs a path",
	Unknown:       "no guided request is called %q",
	TakesNo:       "the guided request %q takes no --%s",

	ReadInput:   "read the body from standard input: %w",
	ReadBody:    "read the body: %w",
	Send:        "send %s %s: %w",
	Follow:      "follow the request: %w",
	EndedFirst:  "follow the request: the server ended before it was answered",
	StartServer: "start an extension server: %w",
	Make:        "make %s: %w (the last answer was %q)",
	WaitFor:     "wait for %s: %w (the last answer was %q)",
}

var requestsChinese = Requests{
	Shows: map[string]string{
		"core-resource":     "内置类别：聚合器把它往下传，由 kube 服务器提供",
		"custom-resource":   "由 CustomResourceDefinition 添加的类别：在第三个服务器上",
		"aggregated":        "扩展服务器的类别：聚合器是代理",
		"unknown-path":      "哪个服务器都没有的组：三个服务器都把它往下传，404",
		"denied":            "没有权限的用户：请求止于鉴权，403",
		"no-credentials":    "没有凭据的客户端：请求止于身份认证，401",
		"watch":             "不会自己结束的应答，由 watch 缓存提供",
		"server-side-apply": "一次写入：准入两次，etcd 事务一个",
	},

	Booting:           "正在启动服务器 …",
	Stopping:          "正在停止服务器 …",
	Making:            "正在创建 %s …",
	StartingExtension: "正在启动一个扩展服务器 …",

	SentAs:        "%s，伪装成 %s",
	SentAnonymous: "%s，匿名",

	By:        "%s，用户 %s",
	As:        "%s 伪装成 %s",
	After:     "%s，用时 %s",
	MoreLines: "… 还有 %d 行",
	Filters:   "过滤器，按顺序，附各自的自身用时",
	Servers:   "服务器，按询问的顺序",
	Admission: "准入",
	Rest:      "处理器、存储和 etcd，附各自的全部用时",
	NoServer:  "无",
	At:        "%s，在 %s:%s",
	UserIs:    "用户是 %s",
	Remarks:   "；",

	See: "apitour request --list 列出引导请求；" +
		"路径以 / 开头，例如：apitour request GET /api/v1/namespaces",
	LeaveOneOut:   "去掉其中一个",
	Methods:       "方法有 %s",
	OwnRequest:    "发送你自己的请求：apitour request METHOD PATH",
	Meant:         "你是想输入 %q 吗？",
	NameAFile:     "用 --data 给出一个你可以读取的文件",
	Required:      "需要一个路径，或者引导请求的名字",
	Unexpected:    "多余的参数 %q",
	AsOrAnonymous: "--as 和 --anonymous 不能一起使用",
	UnknownMethod: "未知的方法 %q",
	NoPath:        "%q 不是路径",
	MethodAlone:   "%s 需要一个路径",
	Unknown:       "没有名为 %q 的引导请求",
	TakesNo:       "引导请求 %q 不接受 --%s",

	ReadInput:   "从标准输入读取请求体：%w",
	ReadBody:    "读取请求体：%w",
	Send:        "发送 %s %s：%w",
	Follow:      "跟踪请求：%w",
	EndedFirst:  "跟踪请求：服务器还没有应答就结束了",
	StartServer: "启动一个扩展服务器：%w",
	Make:        "创建 %s：%w（最后的应答是 %q）",
	WaitFor:     "等待 %s：%w（最后的应答是 %q）",
}
