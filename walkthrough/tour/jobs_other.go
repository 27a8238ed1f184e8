//go:build !unix

package tour

import tea "charm.land/bubbletea/v2"

// jobControl is nothing on systems whose shells have no job control.
type jobControl struct{}

func newJobControl(uintptr, func(tea.Msg)) *jobControl { return nil }

func (*jobControl) end() {}

func (*jobControl) canStop() bool { return false }

func (*jobControl) leave() (back func()) { return func() {} }

func (*jobControl) stop(bool) error { return errNoShell }
