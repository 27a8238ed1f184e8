package walk

// ShellWord is for tests.
var ShellWord = shellWord
