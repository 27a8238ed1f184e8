package words

import (
	"strconv"

	"apitour/trace/feed"
)

// Outside says what is known of a request from outside: "200, apitour-admin, 3.21 ms", "under way".
func Outside(o feed.Outside) string {
	if o.Status == 0 {
		return "under way"
	}
	return strconv.Itoa(o.Status) + ", " + Visitor(o)
}

// Visitor says who has sent a request from outside, and how long it took, once it has been answered.
func Visitor(o feed.Outside) string {
	switch {
	case o.Status == 0:
		return "under way"
	case o.User == "":
		return "no known user, " + Duration(o.Took)
	}
	return Shown(o.User) + ", " + Duration(o.Took)
}
