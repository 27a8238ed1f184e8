package walk

import "apitour/walkthrough/phrases"

// Phrases returns what is said in the language of the lesson of now. A walk may be given lessons in another language:
// ask again for every text.
func (w *Walk) Phrases() *phrases.Phrases { return w.lesson.Phrases() }

// say returns what the walk itself says.
func (w *Walk) say() *phrases.Walk { return &w.Phrases().Walk }
