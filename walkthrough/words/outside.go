package words

import (
	"strconv"

	"apitour/trace/feed"
	"apitour/walkthrough/phrases"
)

// Outside says what is known of a request from outside: "200, apitour-admin, 3.21 ms", "under way".
func Outside(say *phrases.Words, o feed.Outside) string {
	if o.Status == 0 {
		return say.Requests.UnderWay
	}
	return strconv.Itoa(o.Status) + say.Comma + Visitor(say, o)
}

// Visitor says who has sent a request from outside, and how long it took, once it has been answered.
func Visitor(say *phrases.Words, o feed.Outside) string {
	switch {
	case o.Status == 0:
		return say.Requests.UnderWay
	case o.User == "":
		return say.Requests.NoKnownUser + say.Comma + Duration(o.Took)
	}
	return Shown(o.User) + say.Comma + Duration(o.Took)
}
