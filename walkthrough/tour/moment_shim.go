package tour

import "apitour/walkthrough/lesson"

// moment stands in until the engine's lands.
func (m *model) moment() lesson.View {
	return lesson.View{Lesson: m.lesson, Now: m.now, Over: m.ended || m.follower == nil}
}
