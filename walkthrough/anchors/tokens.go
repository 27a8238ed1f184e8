package anchors

import (
	"crypto/sha256"
	"fmt"
	"go/scanner"
	"go/token"
)

// digits is how much of a hash the tables have: 48 bits, for a comparison of two bodies of one name.
const digits = 12

// hashTokens returns the hash of the tokens in a piece of Go source. White space and comments are no tokens. A comma or
// a semicolon before a closing bracket is none either: gofmt sets it and takes it away with the end of a line, and the
// language gives it no meaning there. Before a square bracket it has one, as in [P *T,].
//
// Keyword is put before the tokens: that of a group stands above its declarations.
func hashTokens(keyword string, source []byte) string {
	files := token.NewFileSet()
	var s scanner.Scanner
	s.Init(files.AddFile("", files.Base(), len(source)), source, nil, 0)
	sum := sha256.New()
	// No token of a file that has been parsed holds a zero byte.
	write := func(text string) { fmt.Fprintf(sum, "%s\x00", text) }
	write(keyword)
	held := ""
	for {
		_, kind, literal := s.Scan()
		text := kind.String()
		if kind.IsLiteral() {
			text = literal
		}
		if held != "" && kind != token.RPAREN && kind != token.RBRACE && kind != token.EOF {
			write(held)
		}
		held = ""
		switch kind {
		case token.EOF:
			return fmt.Sprintf("%x", sum.Sum(nil))[:digits]
		case token.COMMA, token.SEMICOLON: // also the semicolon that the end of a line stands for
			held = text
		default:
			write(text)
		}
	}
}
