package main

import "apitour/walkthrough/phrases"

// phrases returns what is said to the reader, on a page of text.
func (t terminal) phrases() (*phrases.Phrases, error) {
	library, err := t.library()
	if err != nil {
		return nil, err
	}
	return phrases.In(library.Language()), nil
}
