package notes_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/notes"
)

// TestEveryOverviewIsReached demands that a chapter leads to each overview, and that an overview leads on to notes.
func TestEveryOverviewIsReached(t *testing.T) {
	library := embedded(t)
	reached := library.Overviews(notes.BootChapters, notes.RequestChapters, notes.TerminationChapters)
	for _, note := range library.All() {
		if note.Overview == "" {
			continue
		}
		if !slices.Contains(reached, note) {
			t.Errorf("no chapter leads to the overview %q", note.Overview)
		}
		if len(note.See) == 0 {
			t.Errorf("the overview %q names no note at which to read on", note.Overview)
		}
		if sections := note.Sections(); len(sections) < 2 {
			t.Errorf("the overview %q has %d sections", note.Overview, len(sections))
		}
	}
	if len(reached) < 6 {
		t.Errorf("chapters lead to %d overviews", len(reached))
	}
}

func TestOverviewsFollowTheChapters(t *testing.T) {
	chapter := "---\ntitle: C\nkind: boot\nsentence: S.\nstages: [a%]\noverviews: [%]\n---\nWatch.\n"
	files := map[string]string{
		"en/a.md":            "---\ntitle: A\nspans: [a]\n---\n",
		"en/overview-one.md": "---\ntitle: One\noverview: one\nsee: [a]\n---\n## X\ntext\n",
		"en/overview-two.md": "---\ntitle: Two\noverview: two\n---\n## X\ntext\n",
	}
	for i, names := range []string{"two", "one, two"} {
		text := strings.Replace(chapter, "%", strings.Repeat("x", i), 1)
		files["en/chapters/boot-0"+string(rune('1'+i))+"-c.md"] = strings.Replace(text, "%", names, 1)
	}
	library, err := load(t, files)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, note := range library.Overviews(notes.BootChapters) {
		names = append(names, note.Overview)
	}
	if !slices.Equal(names, []string{"two", "one"}) {
		t.Errorf("the overviews are %q", names)
	}
	if second := library.OverviewsOf(library.Chapters(notes.BootChapters)[1]); len(second) != 2 {
		t.Errorf("the second chapter has %d overviews", len(second))
	}
	if none := library.Overviews(notes.RequestChapters); len(none) > 0 {
		t.Errorf("requests have the overviews of boots: %d", len(none))
	}
	if (*notes.Library)(nil).OverviewsOf(nil) != nil || library.For(stageNode("one")) != nil {
		t.Error("an overview is found where there is none")
	}
}

func TestLoadNamesOverviewsThatAreWrong(t *testing.T) {
	for what, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"another file": {
			map[string]string{"en/x.md": "---\ntitle: X\noverview: one\n---\n"},
			"en/x.md:3: the file of this overview is named overview-one.md",
		},
		"a stage": {
			map[string]string{"en/overview-one.md": "---\ntitle: X\noverview: one\nspans: [a]\n---\n"},
			"en/overview-one.md:3: an overview explains no stage",
		},
		"see in a note": {
			map[string]string{"en/x.md": "---\ntitle: X\nspans: [a]\nsee: [x]\n---\n"},
			"en/x.md:4: only an overview says where to read on",
		},
		"see twice": {
			map[string]string{"en/overview-one.md": "---\ntitle: X\noverview: one\nsee:\n  - a\n  - a\n---\n"},
			`en/overview-one.md:6: "a" is named twice`,
		},
		"see nothing": {
			map[string]string{"en/overview-one.md": "---\ntitle: X\noverview: one\nsee: [b]\n---\n"},
			`read note "overview-one": there is no note "b"`,
		},
		"a name": {
			map[string]string{"en/x.md": "---\ntitle: X\noverview: A b\n---\n"},
			`en/x.md:3: "A b" is not a name in small letters`,
		},
		"no such overview": {
			map[string]string{
				"en/a.md": "---\ntitle: A\nspans: [a]\n---\n",
				"en/chapters/boot-01-c.md": "---\ntitle: C\nkind: boot\nsentence: S.\nstages: [a]\noverviews: [b]\n" +
					"---\nWatch.\n",
			},
			`read chapter "c": there is no overview "b"`,
		},
	} {
		t.Run(what, func(t *testing.T) {
			if _, err := load(t, c.files); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got the error\n\t%v\nwant one with\n\t%s", err, c.want)
			}
		})
	}
}

// drawing returns the first code block below a heading of an overview.
func drawing(t *testing.T, id, heading string) []string {
	t.Helper()
	text := between(t, noteOf(t, id).Body, "## "+heading+"\n", "\n```\n")
	_, block, found := strings.Cut(text, "```text\n")
	if !found {
		t.Fatalf("%s has no drawing below %q", id, heading)
	}
	return strings.Split(block, "\n")
}

// TestTheDrawnHooks compares the drawing of the hooks with what the spans of the recorded boot wait for.
func TestTheDrawnHooks(t *testing.T) {
	const mark = "─► "
	var got, want []string
	var above []string // the names that enclose the line, by their depth
	for _, line := range drawing(t, "overview-dependencies", "Among hooks") {
		at := strings.Index(line, mark)
		name, depth := strings.TrimSpace(line), 0
		if at >= 0 {
			name, depth = line[at+len(mark):], (len([]rune(line[:at]))-1)/6+1
		}
		if depth > len(above) {
			t.Fatalf("nothing encloses the line %q", line)
		}
		above = append(above[:depth], name)
		if depth > 0 {
			got = append(got, name+" ◄ "+above[depth-1])
		}
	}
	for _, span := range recordedBoot(t).Spans {
		hook, isHook := strings.CutPrefix(span.Name, convention.HookPrefix)
		if waitsFor := span.WaitsFor(); isHook && waitsFor != "" {
			want = append(want, hook+" ◄ "+strings.TrimPrefix(waitsFor, convention.HookPrefix))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("the drawing has\n\t%s\nand the recorded boot\n\t%s",
			strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// TestTheDrawnConfiguration compares the steps of the drawing with the stages inside buildGenericConfig. A step needs
// what stands above it, and what it is given, the source of our server tells.
func TestTheDrawnConfiguration(t *testing.T) {
	var steps []string
	needs := make(map[string]string)
	lines := strings.Join(drawing(t, "overview-dependencies", "Inside buildGenericConfig"), "\n")
	lines = regexp.MustCompile(`,\n {20,}`).ReplaceAllString(lines, ", ") // a list that goes on in the next line
	for _, line := range strings.Split(lines, "\n") {
		step, needed, _ := strings.Cut(line, "◄─")
		step = strings.TrimSpace(step)
		if before, inner, nested := strings.Cut(step, "─► "); nested && before != "" {
			step, needed = inner, steps[len(steps)-1]
		}
		for _, name := range strings.Split(needed, ",") {
			if name = strings.TrimSpace(name); name != "" && !slices.Contains(steps, name) {
				t.Errorf("%s needs %q, which does not stand above it", step, name)
			}
		}
		steps, needs[step] = append(steps, step), needed
	}
	var stages []string
	for _, node := range recordedBoot(t).Tree() {
		stages = append(stages, childrenOf(node, "buildGenericConfig")...)
	}
	drawn := slices.DeleteFunc(slices.Clone(steps), func(step string) bool { return !slices.Contains(stages, step) })
	if len(stages) == 0 || !slices.Equal(drawn, stages) || len(steps) != len(stages)+2 {
		t.Errorf("the drawing has the stages %q, and the recorded boot %q", drawn, stages)
	}
	given := map[string]string{"shared informers": "VersionedInformers", "loopback client": "client, "}
	for step, function := range map[string]string{
		"Features.ApplyTo": "applyFeatures", "APIEnablement.ApplyTo": "applyAPIEnablement",
		"Traces.ApplyTo": "applyTraces", "BuildStorageFactory": "BuildStorageFactory",
		"Etcd.ApplyWithStorageFactoryTo": "applyEtcd", "BuildAuthenticator": "BuildAuthenticator",
		"BuildAuthorizer": "BuildAuthorizer", "Audit.ApplyTo": "applyAudit", "Admission.ApplyTo": "applyAdmission",
	} {
		body := functionOf(t, function)
		for need, word := range given {
			uses := regexp.MustCompile(`\b` + word).MatchString(body)
			if uses != strings.Contains(needs[step], need) {
				t.Errorf("the drawing says that %s needs %q, and the source of %s has %q %v, %v",
					step, needs[step], function, word, uses, need)
			}
		}
	}
}

func childrenOf(node *trace.Node, name string) (names []string) {
	for _, child := range node.Children {
		if node.Name == name {
			names = append(names, child.Name)
		}
		names = append(names, childrenOf(child, name)...)
	}
	return names
}

// functionOf returns the text of a function of our server.
func functionOf(t *testing.T, name string) string {
	t.Helper()
	files, err := filepath.Glob(subject + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, after, found := strings.Cut(string(text), "\nfunc "+name+"(")
		if body, _, ends := strings.Cut(after, "\n}\n"); found && ends {
			return body
		}
	}
	t.Fatalf("%s has no function %s", subject, name)
	return ""
}

// TestTheDrawnChain compares the filters of the drawing with the list in the note of a request, which another test
// compares with the library.
func TestTheDrawnChain(t *testing.T) {
	list := between(t, noteOf(t, "serve-request").Body, "### The whole chain", "\n\nThe span tells")
	chain := filtersIn(list)
	conditional := make(map[string]bool)
	for line := range strings.Lines(list) {
		if names := filtersIn(line); len(names) > 0 && strings.Contains(line, ", only with ") {
			conditional[names[0]] = true
		}
	}
	// Of two alternatives the drawing has the one that is used by default; what audits a refusal stands with it.
	left := []string{"WithImpersonation", "WithMaxInFlightLimit", "WithFailedAuthenticationAudit"}
	want := slices.DeleteFunc(chain, func(f string) bool { return conditional[f] || slices.Contains(left, f) })
	text := strings.Join(drawing(t, "overview-handler-chain", "The chain in five layers"), "\n")
	got := regexp.MustCompile(`With[A-Z]\w+|Unauthorized`).FindAllString(text, -1)
	if len(conditional) != 4 || !slices.Equal(got, want) {
		t.Errorf("the drawing has\n\t%q\nand the list, without what a flag brings,\n\t%q", got, want)
	}
}

// TestTheClockNamesTheLongest demands that the table of the recorded boot's time has every stage that had a twelfth
// of it to itself.
func TestTheClockNamesTheLongest(t *testing.T) {
	table := between(t, noteOf(t, "overview-clock").Body, "In the recorded boot", "\n## ")
	boot := recordedBoot(t).Tree()
	end := boot[0].End
	long := 0
	var look func(node *trace.Node)
	look = func(node *trace.Node) {
		waiting := node.Name == convention.ReadyStage || node.Parent == nil || node.Name == "prepared.Run"
		if share := float64(node.Own(end)) / float64(boot[0].Duration(end)); share > 1.0/12 && !waiting {
			long++
			hook := strings.HasPrefix(node.Name, convention.HookPrefix)
			if !strings.Contains(table, "`"+node.Name+"`") && !hook {
				t.Errorf("the table lacks %s, which had %.0f %% of the boot to itself", node.Name, 100*share)
			}
		}
		for _, child := range node.Children {
			look(child)
		}
	}
	for _, root := range boot {
		look(root)
	}
	if long < 3 {
		t.Errorf("%d stages have a twelfth of the boot to themselves", long)
	}
}
