package phrases

import "fmt"

// WordsRequests says what came of a request: of one that the learner sent, of one in a recording, of one from outside.
type WordsRequests struct {
	By WordsDeciders
	// Decided says who decided a request. Reason is "" when it is not known, in all three.
	Decided     func(status, by, stage, reason string) string
	DecidedHere func(status, by, reason string) string
	GoThere     func(decided string) string // adds the key that leads there
	PassedOn    string
	// Found says what a server decided of the request, and why.
	Found func(decision, reason string) string
	// NoAuthenticator and NotAllowed are reasons.
	NoAuthenticator string
	NotAllowed      func(user string) string

	UnderWay    string
	NoKnownUser string
	Answered    func(request, status, took string) string
	NoAnswer    func(request, err string) string
}

// WordsDeciders are the parts of a server that can decide a request.
type WordsDeciders struct{ Filter, Server, Handler, Admission, Storage string }

var wordsRequestsEnglish = WordsRequests{
	By: WordsDeciders{
		Filter: "a filter", Server: "a server", Handler: "the handler", Admission: "admission", Storage: "storage",
	},
	Decided: func(status, by, stage, reason string) string {
		return fmt.Sprintf("%s, decided by %s, %s%s", status, by, stage, because(": ", reason))
	},
	DecidedHere: func(status, by, reason string) string {
		return fmt.Sprintf("decided here, by %s: %s%s", by, status, because(": ", reason))
	},
	GoThere:         func(decided string) string { return decided + " (! goes there)" },
	PassedOn:        "passed the request on, and did nothing else",
	Found:           func(decision, reason string) string { return decision + ": " + reason },
	NoAuthenticator: "no authenticator knows the client",
	NotAllowed:      func(user string) string { return user + " is not allowed to do it" },
	UnderWay:        "under way",
	NoKnownUser:     "no known user",
	Answered:        func(request, status, took string) string { return request + ": " + status + " after " + took },
	NoAnswer:        func(request, err string) string { return request + ": no answer: " + err },
}

var wordsRequestsChinese = WordsRequests{
	By: WordsDeciders{Filter: "过滤器", Server: "服务器", Handler: "处理器", Admission: "准入", Storage: "存储"},
	Decided: func(status, by, stage, reason string) string {
		return joined(status+"，由", by, stage, "决定") + because("：", reason)
	},
	DecidedHere: func(status, by, reason string) string {
		return joined("在这里由", by, "决定") + "：" + status + because("：", reason)
	},
	GoThere:         func(decided string) string { return decided + "（按 ! 前往）" },
	PassedOn:        "把请求传了下去，别的什么都没做",
	Found:           func(decision, reason string) string { return decision + "，" + reason },
	NoAuthenticator: "没有认证器认识这个客户端",
	NotAllowed:      func(user string) string { return joined(user, "无权这样做") },
	UnderWay:        "进行中",
	NoKnownUser:     "用户未知",
	Answered:        func(request, status, took string) string { return request + "：" + status + "，耗时 " + took },
	NoAnswer:        func(request, err string) string { return request + "：没有应答：" + err },
}

// because adds a reason, where there is one.
func because(mark, reason string) string {
	if reason == "" {
		return ""
	}
	return mark + reason
}
