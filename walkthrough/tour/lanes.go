package tour

import "apitour/walkthrough/lesson"

// lanes is how many colours goroutines share. A goroutine's number picks the colour, so it stays the same while a boot
// goes on, and goroutines that start one after the other, as post-start hooks do, differ.
const lanes = 6

// lane returns the style of a step's bar: that of its goroutine. The goroutine in which the boot began is plain.
func (s *styles) lane(step *lesson.Step, l *lesson.Lesson) style {
	number := step.Lane()
	if number <= 0 || number == l.MainLane() {
		return s.plain
	}
	return s.lanes[number%lanes]
}
