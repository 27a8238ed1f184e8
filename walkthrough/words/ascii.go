package words

// ASCII returns the ASCII character that looks most like a mark that the tour draws, or like what typographers use in
// prose; false when there is none. It takes the place of one cell.
func ASCII(r rune) (byte, bool) {
	c, ok := likenesses[r]
	return c, ok
}

var likenesses = map[rune]byte{
	'━': '=', '─': '-', '│': '|', '┃': '|', '┬': '+', '┴': '+', '├': '+', '┤': '+', '┼': '+', '└': '+', '╵': '|',
	'○': '.', '═': '#', '↗': '^', '▶': '>', '▸': '+', '▾': '-', '•': '*', '·': '-', '…': '~', '✗': 'x', '✓': 'v',
	'▿': '~', '▹': '>', '▁': '_', '▂': '.', '▃': ':', '▄': '-', '▅': '=', '▆': '+', '▇': '%', '█': '#',
	'ƒ': 'f', '◆': '*', '●': 'o', '◎': '@', '¶': '"', '‖': '|',
	'→': '>', '←': '<', '↑': '^', '↓': 'v', '×': 'x', 'µ': 'u', 'μ': 'u',
	'–': '-', '—': '-', '‐': '-', '−': '-', '‘': '\'', '’': '\'', '“': '"', '”': '"', '\u00a0': ' ', '≤': '<', '≥': '>',
}
