package phrases

// WhyRequest says what a stage of a request did with it, and who decided it. A reason is what the recording says.
type WhyRequest struct {
	WhatDidServer  Format // here: the name of a server
	WhyPassedOn    Format
	WhyNotPassedOn Format // of a server or a filter
	NotYetSaid     Format
	DirectorFound  Format // the reason
	HandedTo       Format // to which stage
	DirectorSays   Format // the decision, the reason
	CalledServer   Format // the address, the port
	DidTheWork     Format // a stage inside

	WhyNotFound    Format
	AllPassedOn    Format // the directors
	Answered       Format
	Untold         Format
	WhoRefused     Format
	Refused        Format // the plugin, its message
	NoMessage      string
	WhyLetPass     Format
	NoError        Format // after how long
	AdmittedUntold Format

	WhyIdle          Format
	NotInstalled     Format // with the reason
	Because          Format // the reason: ": no flag asks for it"
	WentOnTo         Format // which stage
	CalledInstead    Format // a stage, and the handler that answered
	CredentialUntold Format
	WhatDid          Format
	PassedOnTo       Format // which stage, how long after it began
	DoneUntold       Format
	HasUser          Format // the user
	UserChanged      Format // the user before, and behind
	WhyNotPast       Format
	AnsweredItself   Format                   // with the status
	WithStatus       func(code string) string // ", with 403"
	WroteAnswer      Format                   // a stage inside
	UserWas          Format
	ReasonUntold     Format
}

var whyRequestEnglish = WhyRequest{
	WhatDidServer:  "What did %s do with the request?",
	WhyPassedOn:    "Why did %s pass the request on?",
	WhyNotPassedOn: "Why did %s not pass the request on?",
	NotYetSaid:     "The recording does not tell yet: the director says it when it knows.",
	DirectorFound:  "Its director found: %s.",
	HandedTo:       "So it handed the request on to %s.",
	DirectorSays:   "Its director says: %s, %s.",
	CalledServer:   "It called the server at %s:%s.",
	DidTheWork:     "%s, inside it, did the work.",

	WhyNotFound:    "Why did the request come to %s?",
	AllPassedOn:    "Every server passed it on: %s.",
	Answered:       "It answered %s.",
	Untold:         "The recording does not tell.",
	WhoRefused:     "Who refused the object?",
	Refused:        "%s did: %s.",
	NoMessage:      "without a message",
	WhyLetPass:     "Why did %s let the object pass?",
	NoError:        "It returned no error, after %s.",
	AdmittedUntold: "The recording does not tell what it looked at, nor whether it changed the object.",

	WhyIdle:       "Why did %s do nothing?",
	NotInstalled:  "It is not installed%s. Its function returned the handler that it was given.",
	Because:       ": %s",
	WentOnTo:      "So the request went on to %s.",
	CalledInstead: "It called %s instead of the next filter, and behind that %s answered.",
	CredentialUntold: "The recording does not tell which credentials it has looked at, or what was wrong with " +
		"them.",
	WhatDid:        "What did %s do?",
	PassedOnTo:     "It passed the request on to %s, %s after it began.",
	DoneUntold:     "What else it looked at, or noted, the recording does not tell; its note and its source do.",
	HasUser:        "Behind it the request has a user: %s.",
	UserChanged:    "Before it the user was %s, behind it %s.",
	WhyNotPast:     "Why did the request not get past %s?",
	AnsweredItself: "It called no other filter and no server: it answered the request itself%s.",
	WithStatus:     func(code string) string { return ", with " + code },
	WroteAnswer:    "%s, inside it, wrote the answer.",
	UserWas:        "The user was %s.",
	ReasonUntold:   "The recording does not tell its reason; the body of the answer does.",
}

var whyRequestChinese = WhyRequest{
	WhatDidServer:  "%s 怎么处理了这个请求？",
	WhyPassedOn:    "%s 为什么把请求往下传？",
	WhyNotPassedOn: "%s 为什么没有把请求往下传？",
	NotYetSaid:     "录制还没有说明：director 知道了才会说。",
	DirectorFound:  "它的 director 发现，%s。",
	HandedTo:       "于是它把请求交给了 %s。",
	DirectorSays:   "它的 director 说：%s，%s。",
	CalledServer:   "它调用了 %s:%s 上的服务器。",
	DidTheWork:     "真正做事的是它里面的 %s。",

	WhyNotFound:    "请求为什么到了 %s？",
	AllPassedOn:    "每个服务器都把它往下传：%s。",
	Answered:       "它的应答是 %s。",
	Untold:         "录制没有说明。",
	WhoRefused:     "是谁拒绝了这个对象？",
	Refused:        "是 %s：%s。",
	NoMessage:      "没有留下消息",
	WhyLetPass:     "%s 为什么放这个对象通过？",
	NoError:        "它用了 %s 返回，没有错误。",
	AdmittedUntold: "录制没有说明它看了什么，也没有说明它有没有改动对象。",

	WhyIdle:          "%s 为什么什么也没有做？",
	NotInstalled:     "它没有安装 %s。它的函数把交给它的处理器原样返回了。",
	Because:          "：%s",
	WentOnTo:         "于是请求接着走到 %s。",
	CalledInstead:    "它调用的不是下一个过滤器，而是 %s，由那后面的 %s 应答。",
	CredentialUntold: "录制没有说明它看了哪些凭据，也没有说明凭据哪里不对。",
	WhatDid:          "%s 做了什么？",
	PassedOnTo:       "它开始 %[2]s 之后，把请求传给了 %[1]s。",
	DoneUntold:       "它还看了什么、记下了什么，录制没有说明；它的讲解和源码里有。",
	HasUser:          "过了它，请求就有了用户：%s。",
	UserChanged:      "在它之前，用户是 %s；过了它，是 %s。",
	WhyNotPast:       "请求为什么没有通过 %s？",
	AnsweredItself:   "它没有调用别的过滤器，也没有调用服务器：它自己应答了请求 %s。",
	WithStatus:       func(code string) string { return Format("，状态码 %s").With(code) },
	WroteAnswer:      "应答是它里面的 %s 写的。",
	UserWas:          "用户是 %s。",
	ReasonUntold:     "录制没有说明它的理由；应答的正文里有。",
}

// WhyServer says who decided a request, asked at its root.
type WhyServer struct {
	WhoDecides      Format
	NoAnswerYet     Format
	WhoDecided      Format // here and below: the status code
	WhyRefused      Format
	WhyAnswered     Format
	NotFollowed     Format
	Refused         Format // the plugin of admission, its message
	ByHandler       Format // a stage
	ByStorage       Format // a stage
	Failed          Format // the message
	FoundUntold     Format
	NobodyHasIt     Format // the stage behind the last server
	Says            Format
	NotPassedOn     Format // the director, its decision, its reason
	NoDecision      string
	NoReason        string
	WrongUntold     Format
	AnsweredInstead Format // the handler
	CalledIt        Format // the filter
	LastFilter      Format // the filter
}

var whyServerEnglish = WhyServer{
	WhoDecides:  "Who decides this request?",
	NoAnswerYet: "It has no answer at this moment: the recording does not tell yet.",
	WhoDecided:  "Who decided that the answer is %s?",
	WhyRefused:  "Why was the request refused with %s?",
	WhyAnswered: "Why was the request answered with %s?",
	NotFollowed: "The recording does not tell: it has no filter and no server of this request. Follow the request " +
		"when you record it: apitour request.",
	Refused:     "%s refused the object: %s.",
	ByHandler:   "A server took the request, and its handler decided, in %s.",
	ByStorage:   "A server took the request, and the storage behind it decided, in %s.",
	Failed:      "It failed: %s.",
	FoundUntold: "What was found there, the recording does not tell; the body of the answer does.",
	NobodyHasIt: "No server has it. Each passed it on, and %s, behind the last of them, answered.",
	Says:        "It says: %s.",
	NotPassedOn: "%s did not pass it on: %s, %s.",
	NoDecision:  "decision unknown",
	NoReason:    "no reason recorded",
	WrongUntold: "What its handler found wrong, the recording does not tell; the body of the answer does.",
	AnsweredInstead: "%s answered: it is called instead of the next filter for a client whose credentials are " +
		"missing or wrong.",
	CalledIt:   "%s called it.",
	LastFilter: "%s is the last filter that the request has reached: it answered itself, and no server was asked.",
}

var whyServerChinese = WhyServer{
	WhoDecides:      "由谁决定这个请求？",
	NoAnswerYet:     "此刻它还没有应答：录制还没有说明。",
	WhoDecided:      "应答 %s 是谁决定的？",
	WhyRefused:      "请求为什么被拒绝，得到 %s？",
	WhyAnswered:     "请求得到的应答为什么是 %s？",
	NotFollowed:     "录制没有说明：里面没有这个请求的过滤器，也没有服务器。录制时要跟踪请求：apitour request。",
	Refused:         "%s 拒绝了这个对象：%s。",
	ByHandler:       "有一个服务器接下了请求，由它的处理器决定，在 %s 里。",
	ByStorage:       "有一个服务器接下了请求，由它后面的存储决定，在 %s 里。",
	Failed:          "它失败了：%s。",
	FoundUntold:     "在那里发现了什么，录制没有说明；应答的正文里有。",
	NobodyHasIt:     "哪个服务器都没有它。每一个都把它往下传，最后应答的是排在它们后面的 %s。",
	Says:            "它说：%s。",
	NotPassedOn:     "%s 没有把它往下传：%s，%s。",
	NoDecision:      "决定不明",
	NoReason:        "没有录下理由",
	WrongUntold:     "它的处理器发现了什么不对，录制没有说明；应答的正文里有。",
	AnsweredInstead: "应答的是 %s：客户端没有凭据，或者凭据不对，就调用它，而不是下一个过滤器。",
	CalledIt:        "调用它的是 %s。",
	LastFilter:      "%s 是请求到达的最后一个过滤器：它自己应答了，没有问过哪个服务器。",
}
