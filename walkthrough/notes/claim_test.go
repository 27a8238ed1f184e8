package notes

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestParseClaim(t *testing.T) {
	for text, want := range map[string]Claim{
		"calls CreateServerChain CreateNodeDialer": {Kind: Calls, A: "CreateServerChain", B: "CreateNodeDialer"},
		"  before   A  B ":                         {Kind: Before, A: "A", B: "B"},
		`calls Get "Get etcd3" when core-resource`: {Kind: Calls, A: "Get", B: "Get etcd3", When: "core-resource"},
		"calls InstallAPIs InstallAPIGroup/*":      {Kind: Calls, A: "InstallAPIs", B: "InstallAPIGroup/*"},
		"count InstallAPIGroup/* 20":               {Kind: Count, A: "InstallAPIGroup/*", Count: 20},
		"count WithRetryAfter 0 when watch":        {Kind: Count, A: "WithRetryAfter", When: "watch"},
		"skipped A when --a=b":                     {Kind: Skipped, A: "A", When: "--a=b"},
		"fails etcd when etcd-slow":                {Kind: Fails, A: "etcd", When: "etcd-slow"},
		"fails nothing when slow-start":            {Kind: Fails, A: Nothing, When: "slow-start"},
		"turns etcd StartEtcd":                     {Kind: Turns, Check: "etcd", A: "StartEtcd"},
		"decides watch WithAuthorization":          {Kind: Decides, A: "WithAuthorization", When: "watch"},
		`waits-for A "every check of /readyz"`:     {Kind: WaitsFor, A: "A", B: "every check of /readyz"},
	} {
		c, wrong := parseClaim(text)
		if wrong != "" || *c != want {
			t.Errorf("%q is %+v, %q", text, c, wrong)
		}
	}
}

// TestClaimMistakes has an error for each mistake that says what to write instead.
func TestClaimMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "a claim is empty: write calls A B",
		"call A B":              `begins with "call": write one of before, calls, count`,
		"cals A B":              `did you mean "calls A B"?`,
		"calls A":               "is not complete, or too long: write calls A B; a name with a space in double quotes",
		"calls A B C":           "write calls A B",
		`calls A "B C`:          "no quote ends what the last one begins",
		`calls A B" C"`:         "quotes stand around no name",
		`calls "" B`:            "quotes stand around no name",
		"calls A* B*c":          `"B*c" is not the name of a span, or its beginning and a star`,
		"count A many":          `"many" is not a number: write count A n`,
		"count A -1":            `"-1" is not a number`,
		"count A 007":           `"007" is not a number`,
		"skipped A":             "write skipped A when FLAG",
		"skipped A if --b":      `"if" stands where the word when belongs: write skipped A when FLAG`,
		"skipped A when b":      `"b" is not a flag, such as --authorization-mode=AlwaysAllow`,
		"calls A B when":        "a flag, a request or a broken boot belongs behind when, and nothing else",
		"calls A B when x y":    "a flag, a request or a broken boot belongs behind when, and nothing else",
		"calls A B when Nope!":  `"Nope!" is neither a flag, a guided request nor a broken boot`,
		"decides r A when r":    "write decides REQUEST A",
		"waits-for A B*":        "a stage waits for one thing",
		"turns A/Etcd A":        `"A/Etcd" is not the name of a health check: write turns CHECK A`,
		"fails A when BAD_FLAG": "neither a flag, a guided request nor a broken boot",
	} {
		if _, wrong := parseClaim(text); !strings.Contains(wrong, want) {
			t.Errorf("of %q is said\n\t%s\nwant in it\n\t%s", text, wrong, want)
		}
	}
}

// claimNote is a note with claims, which begin on line 5.
const claimNote = `---
title: "A: a"
spans: [%s]
claims:
%s
---
## What happens
`

// TestClaimsOfNotes reads claims from files: errors name the file and the line, and where a claim is checked follows
// from all notes.
func TestClaimsOfNotes(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	tree := fstest.MapFS{
		"en/request-watch.md": file("---\ntitle: \"W: w\"\nrequest: watch\nclaims:\n  - count A 1\n---\n"),
		"en/break-bad.md": file(
			"---\ntitle: \"B: b\"\nbreak: bad\nclaims:\n  - fails A when bad\n  - count A 1\n---\n",
		),
		"en/a.md": file(fmt.Sprintf(claimNote, "A", `  - calls A B
  - calls A B when watch
  - count A 1 when bad
  - skipped A when --x
  - decides bad A`)),
	}
	library, err := Load(tree, "en")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range library.Claims() {
		got = append(got, fmt.Sprintf("%s:%d %s [%s|%s|%s]", c.Note.ID, c.Line, c, c.Flag, c.Request, c.Break))
	}
	want := []string{
		"a:5 calls A B [||]", "a:6 calls A B when watch [|watch|]", "a:7 count A 1 when bad [||bad]",
		"a:8 skipped A when --x [--x||]", "a:9 decides bad A [||bad]",
		"break-bad:5 fails A when bad [||bad]", "break-bad:6 count A 1 [||bad]",
		"request-watch:5 count A 1 [|watch|]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the claims are\n%s", strings.Join(got, "\n"))
	}

	tree["en/a.md"] = file(fmt.Sprintf(claimNote, "A", `  - calls A B
  - calls  A  B
  - call A B
  - "count A 1"
  - calls A B when wach
  - fails A when watch
  - turns nonsense A`))
	_, err = Load(tree, "en")
	for _, want := range []string{
		`read note en/a.md:6: the claim "calls A B" is there twice`,
		`read note en/a.md:7: the claim "call A B" begins with "call"`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is\n%v\nwant in it\n%s", err, want)
		}
	}
	tree["en/a.md"] = file(fmt.Sprintf(claimNote, "A", `  - calls A B when wach
  - fails A when watch
  - turns nonsense A`))
	_, err = Load(tree, "en")
	for _, want := range []string{
		`read note en/a.md:5: in the claim "calls A B when wach" no note is of a guided request or broken boot ` +
			`"wach": write one of bad, watch; did you mean "watch"?`,
		`read note en/a.md:6: in the claim "fails A when watch" no note is of a broken boot "watch": write one of bad`,
		`read note en/a.md:7: in the claim "turns nonsense A" no note says what turns the check "nonsense" green`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is\n%v\nwant in it\n%s", err, want)
		}
	}
}

// TestClaimsReadBack writes claims at random and reads them again.
func TestClaimsReadBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	names := []string{"A", "Get etcd3", "InstallAPIGroup/*", "HTTP GET", "PostStartHook/rbac/bootstrap-roles"}
	pick := func(of []string) string { return of[random.IntN(len(of))] }
	for range 2000 {
		c := &Claim{Kind: ClaimKinds()[random.IntN(len(claimForms))], A: pick(names)}
		for _, word := range claimForms[c.Kind] {
			switch word {
			case wordB:
				c.B = pick(names[:2])
			case wordN:
				c.Count = random.IntN(1000)
			case wordCheck:
				c.Check = pick([]string{"etcd", "poststarthook/rbac/bootstrap-roles"})
			case wordRequest, wordBreak:
				c.When = pick([]string{"watch", "bad-flag"})
			case wordFlag:
				c.When = "--authorization-mode=AlwaysAllow"
			}
		}
		if c.Kind.takesWhen() {
			c.When = pick([]string{"", "--a", "watch"})
		}
		again, wrong := parseClaim(c.String())
		if wrong != "" || *again != *c {
			t.Fatalf("%+v is written %q, and read %+v: %s", c, c, again, wrong)
		}
	}
}

// FuzzClaim parses anything: a text is a claim, or what is wrong with it is said in one line; a claim reads back as it
// is written.
func FuzzClaim(f *testing.F) {
	for _, seed := range []string{
		"calls A B", `calls Get "Get etcd3" when watch`, "count A* 20", "skipped A when --b=c", `waits-for A "b c"`,
		"turns etcd A", "decides r A", "fails nothing when x", `"calls" "A" "when" when`, "", `"`, "calls",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "\n\r") {
			t.Skip("a claim is one line of YAML")
		}
		c, wrong := parseClaim(text)
		switch {
		case wrong == "" && c == nil, strings.Contains(wrong, "\n"):
			t.Fatalf("%q is %v, %q", text, c, wrong)
		case wrong != "":
			return
		}
		again, wrong := parseClaim(c.String())
		if wrong != "" || *again != *c {
			t.Fatalf("%q is %+v, written %q, and read %+v: %s", text, c, c, again, wrong)
		}
	})
}
