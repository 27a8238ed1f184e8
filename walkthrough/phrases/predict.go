package phrases

// Predict is what surrounds a question: verdicts, choices, the quiz.
type Predict struct{}

var predictEnglish = Predict{}

var predictChinese = Predict{}
