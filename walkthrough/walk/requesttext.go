package walk

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"apitour/trace/feed"
	"apitour/trace/nearest"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/words"
)

// KnownRequest is a request that has a name, for a learner who does not want to type it.
type KnownRequest struct {
	Name, Shows string
	feed.Request
}

// watchLasts is how long the answer to a watch is read, which would never end by itself.
const watchLasts = time.Second

var requestMethods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	http.MethodOptions,
}

// parseRequest reads a typed request: the name of a known one; or a method, GET when there is none, and a path, then
// flags, then a body. The body is the rest of the line from a brace or a bracket on, or behind -d; one that begins with
// @ names a file.
func parseRequest(say *phrases.WalkSyntax, text string, known []KnownRequest) (feed.Request, error) {
	word, rest := nextWord(text)
	if word == "" {
		return feed.Request{}, errors.New(say.RequestIs(say.Is))
	}
	r := feed.Request{Method: http.MethodGet}
	if !strings.HasPrefix(word, "/") {
		if i := slices.IndexFunc(known, func(k KnownRequest) bool { return k.Name == word }); i >= 0 {
			return namedRequest(say, known[i], rest)
		}
		r.Method = strings.ToUpper(word)
		if !slices.Contains(requestMethods, r.Method) {
			return feed.Request{}, unknownRequest(say, word, known)
		}
		word, rest = nextWord(rest)
	}
	r.Path = word
	target, err := url.ParseRequestURI(r.Path)
	if err != nil || !strings.HasPrefix(r.Path, "/") {
		return feed.Request{}, errors.New(say.NeedsPath(r.Method))
	}
	if watch, _ := strconv.ParseBool(target.Query().Get("watch")); watch {
		r.Lasts = watchLasts
	}
	if err := parseOptions(say, &r, rest); err != nil {
		return feed.Request{}, err
	}
	if r.As == "" && len(r.Groups) > 0 || r.As != "" && r.Anonymous {
		return feed.Request{}, errors.New(say.Groups)
	}
	return r, nil
}

func namedRequest(say *phrases.WalkSyntax, k KnownRequest, rest string) (feed.Request, error) {
	if strings.TrimSpace(rest) != "" {
		return feed.Request{}, errors.New(say.TakesNothing(k.Name, k.Method, k.Path))
	}
	r := k.Request
	r.Name = k.Name
	return r, nil
}

func unknownRequest(say *phrases.WalkSyntax, word string, known []KnownRequest) error {
	names := slices.Clone(requestMethods)
	for _, k := range known {
		names = append(names, k.Name)
	}
	if near := nearest.Name(word, names); near != "" {
		return errors.New(say.Meant(words.Shown(word), near))
	}
	return errors.New(say.NotCalled(words.Shown(word)))
}

// parseOptions reads what follows the path: flags, each with its value, and then the body.
func parseOptions(say *phrases.WalkSyntax, r *feed.Request, rest string) error {
	for {
		word, after := nextWord(rest)
		if word == "" {
			return nil
		}
		if strings.ContainsRune("{[@", rune(word[0])) {
			setBody(r, strings.TrimSpace(rest))
			return nil
		}
		flag, value, joined := strings.Cut(word, "=")
		if flag == "--anonymous" {
			r.Anonymous, rest = true, after
			continue
		}
		if flag == "-d" || flag == "--data" {
			setBody(r, strings.TrimSpace(value+after))
			return nil
		}
		if !joined {
			value, after = nextWord(after)
		}
		if value == "" {
			return errors.New(say.NeedsValue(words.Shown(flag), say.Is))
		}
		switch flag {
		case "--as":
			r.As = value
		case "--group", "--as-group":
			r.Groups = append(r.Groups, value)
		case "--content-type":
			r.ContentType = value
		default:
			return errors.New(say.NotKnown(words.Shown(flag), say.Is))
		}
		rest = after
	}
}

// setBody takes the rest of the line as the body, or as the name of the file with it.
func setBody(r *feed.Request, rest string) {
	file, isFile := strings.CutPrefix(rest, "@")
	if isFile {
		r.BodyFile = file
	} else {
		r.Body = []byte(rest)
	}
	switch {
	case r.ContentType != "":
	case strings.HasSuffix(file, ".yaml"), strings.HasSuffix(file, ".yml"):
		r.ContentType = "application/yaml"
	case r.Method == http.MethodPatch: // which has no media type of plain JSON
		r.ContentType = "application/merge-patch+json"
	}
}

// nextWord returns the first word of a text, and what follows it.
func nextWord(text string) (word, rest string) {
	text = strings.TrimLeft(text, " ")
	word, rest, _ = strings.Cut(text, " ")
	return word, rest
}
