package lesson

type path struct{}
