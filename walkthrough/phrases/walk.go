package phrases

// Walk is what a walk says: its status, its answers to commands, its commands themselves. Where the steps are spans,
// because the trace is another program's, a text says so: spans is true then.
type Walk struct {
	Groups   WalkGroups
	Commands map[string]WalkCommand // by their names
	Moves    WalkMoves
	Places   WalkPlaces
	Jumps    WalkJumps
	Server   WalkServer
	Lanes    WalkLanes
	Waits    WalkWaits
	Requests WalkRequests
	Syntax   WalkSyntax
	Outside  WalkOutside
	Health   WalkHealth
	Rows     WalkRows
	Front    WalkFront
	Marks    WalkMarks
	Link     WalkLink
	Source   WalkSource
	Why      WalkWhy
	Predict  WalkPredict
	Ready    WalkReady
}

var walkEnglish = Walk{
	Groups: walkGroupsEnglish, Commands: walkCommandsEnglish, Moves: walkMovesEnglish, Places: walkPlacesEnglish,
	Jumps: walkJumpsEnglish, Server: walkServerEnglish, Lanes: walkLanesEnglish, Waits: walkWaitsEnglish,
	Requests: walkRequestsEnglish, Syntax: walkSyntaxEnglish, Outside: walkOutsideEnglish, Health: walkHealthEnglish,
	Rows: walkRowsEnglish, Front: walkFrontEnglish, Marks: walkMarksEnglish,
	Link: walkLinkEnglish, Source: walkSourceEnglish, Why: walkWhyEnglish, Predict: walkPredictEnglish,
	Ready: walkReadyEnglish,
}

var walkChinese = Walk{
	Groups: walkGroupsChinese, Commands: walkCommandsChinese, Moves: walkMovesChinese, Places: walkPlacesChinese,
	Jumps: walkJumpsChinese, Server: walkServerChinese, Lanes: walkLanesChinese, Waits: walkWaitsChinese,
	Requests: walkRequestsChinese, Syntax: walkSyntaxChinese, Outside: walkOutsideChinese, Health: walkHealthChinese,
	Rows: walkRowsChinese, Front: walkFrontChinese, Marks: walkMarksChinese,
	Link: walkLinkChinese, Source: walkSourceChinese, Why: walkWhyChinese, Predict: walkPredictChinese,
	Ready: walkReadyChinese,
}

// either is a text about stages, and the same about spans.
func either(ofStages, ofSpans string) func(spans bool) string {
	return func(spans bool) string {
		if spans {
			return ofSpans
		}
		return ofStages
	}
}
