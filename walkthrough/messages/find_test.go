package messages_test

import (
	"fmt"
	"os"
	"testing"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/messages"
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
	b, _ := os.ReadFile("/tmp/in2.txt")
	a, err := f.Find(t.Context(), string(b))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range a.Found {
		fmt.Printf("%d x%d %q %+v\n", x.Line, x.Times, x.Text, x.Header)
		if x.Check != "" {
			fmt.Println("   check", x.Check, x.Green)
		}
		if x.Exit != "" {
			fmt.Println("   exit", x.Exit)
		}
		for _, s := range x.Signs {
			fmt.Println("   sign", s.Note.ID, s.Says, "|", s.Means, "|", s.Next)
		}
		for _, p := range x.Places {
			fmt.Printf("   msg %q %s %s %v", p.Format, p.File, p.Declaration, p.Releases)
			for _, n := range p.Notes {
				fmt.Print(" ", n.ID)
			}
			fmt.Println(" near", p.Near)
		}
		fmt.Print("   =>")
		for _, n := range x.Notes() {
			fmt.Print(" ", n.ID)
		}
		fmt.Println()
	}
}
