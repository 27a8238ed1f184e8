package lesson

import "apitour/trace"

func (l *Lesson) TurnedBy(check string) string { return "" }

func (l *Lesson) ServerOf(n *trace.Node) string { return "" }
