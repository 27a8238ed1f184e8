package messages_test

import (
	"os"
	"testing"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/messages"
	"apitour/walkthrough/phrases"
)

func finder(t *testing.T) *messages.Finder {
	t.Helper()
	releases, err := anchors.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	f, err := messages.NewFinder(library(t), table(t), releases)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTry(t *testing.T) {
	f := finder(t)
	for _, n := range []string{"/tmp/in.txt", "/tmp/in2.txt"} {
		b, _ := os.ReadFile(n)
		a, err := f.Find(t.Context(), string(b))
		if err != nil {
			t.Fatal(err)
		}
		a.Text(os.Stdout, &phrases.In(os.Getenv("L")).Find)
	}
}
