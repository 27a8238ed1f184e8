package phrases

// Command is help, errors and hints of the commands.
type Command struct{}

var commandEnglish = Command{}

var commandChinese = Command{}
