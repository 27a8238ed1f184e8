// Package mask takes secrets out of what the server says of itself: its log, its errors, and the recording of its boot,
// which people pass on to others.
//
// A flag should name the file of a secret. But a URL can contain a user's name and password or a key, and some URLs are
// flags, such as --etcd-servers. The value of a flag travels: into the dump of all flags, the attributes of a
// recording, and the errors of all that the server builds with it. So each of these ways out goes through this package:
//
//	the recording   Flags (cmd/server: the attributes), Text (apiserver/stage: events, statuses)
//	the log         Writer, around the stream that klog writes to
//	errors          Error, around the error that ends the server
package mask

import (
	"regexp"
	"strings"
)

// Masked stands where a secret was. It is the word of net/url's URL.Redacted.
const Masked = "xxxxx"

// Text masks the user information of every URL in the text, and every parameter of a URL that is named like a secret.
func Text(text string) string {
	if !strings.Contains(text, "://") {
		return text
	}
	return secretParameter.ReplaceAllString(replaceUsers(text, Masked+"@"), "${1}"+Masked)
}

// secretParameter is a parameter of a URL's query: its name with the sign before it, and its value.
var secretParameter = regexp.MustCompile(
	`(?i)([?&][\w.\-]*(?:token|secret|passw|pwd|credential|signature|key|\bsig|\bauth)[\w.\-]*=)[^&#\s"'<>]+`)

// WithoutUser removes the user information of every URL in the text.
func WithoutUser(text string) string { return replaceUsers(text, "") }

// replaceUsers replaces what stands between "://" and "@", and the "@". It takes in too much rather than too little: a
// password may contain characters that a URL should not.
func replaceUsers(text, replacement string) string {
	var masked strings.Builder
	for {
		before, after, found := strings.Cut(text, "://")
		masked.WriteString(before)
		if !found {
			return masked.String()
		}
		masked.WriteString("://")
		text = after
		if end := userInformation(text); end > 0 {
			masked.WriteString(replacement)
			text = text[end+1:]
		}
	}
}

// nextURL begins another URL of a list.
var nextURL = regexp.MustCompile(`[,;|]\s*[a-zA-Z][\w+.\-]*://`)

// port is what may follow a host before its path.
var port = regexp.MustCompile(`^[^:@]*(:\d*)?$|^\[[0-9a-fA-F:.%]*\](:\d*)?$`)

// userInformation returns the length of the user information with which the rest of a URL begins, or 0.
func userInformation(rest string) int {
	if end := strings.IndexAny(rest, " \t\r\n\"'`<>"); end >= 0 {
		rest = rest[:end]
	}
	if next := nextURL.FindStringIndex(rest); next != nil {
		rest = rest[:next[0]]
	}
	at := strings.LastIndex(rest, "@")
	if slash := strings.IndexAny(rest, "/?#"); slash >= 0 && slash < at && port.MatchString(rest[:slash]) {
		// A host with a path, unless a password contains the slash: then what precedes it is no host and port.
		return 0
	} else if slash >= 0 && slash < at {
		if inner := strings.LastIndex(rest[:slash], "@"); inner >= 0 && port.MatchString(rest[inner+1:slash]) {
			return inner // the "@" behind the host is a part of the path
		}
	}
	return max(at, 0)
}

// Flags masks the arguments of a command: URLs, and the whole value of a flag that is named like a secret.
func Flags(arguments []string) []string {
	masked := make([]string, len(arguments))
	secretFollows := false
	for i, argument := range arguments {
		name, _, hasValue := strings.Cut(argument, "=")
		isFlag := strings.HasPrefix(argument, "-")
		switch {
		case isFlag && hasValue && secretFlag.MatchString(name):
			masked[i] = name + "=" + Masked
		case secretFollows && !isFlag:
			masked[i] = Masked
		default:
			masked[i] = Text(argument)
		}
		secretFollows = isFlag && !hasValue && secretFlag.MatchString(name)
	}
	return masked
}

// secretFlag is a flag whose value is a secret itself. One whose name ends in -file names the file of a secret. The
// flags of kube-apiserver have only the latter.
var secretFlag = regexp.MustCompile(
	`(?i)^--?([\w.\-]*[._\-])?(token|password|passwd|secret|passphrase|credentials?|(api|access|secret)[._\-]?key)$`)

// Error returns the error with its text masked. It is the same error to errors.Is and errors.As.
func Error(err error) error {
	if err == nil || Text(err.Error()) == err.Error() {
		return err
	}
	return maskedError{err}
}

type maskedError struct{ err error }

func (e maskedError) Error() string { return Text(e.err.Error()) }
func (e maskedError) Unwrap() error { return e.err }
