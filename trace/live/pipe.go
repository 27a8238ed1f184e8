package live

import "os"

// pipe is one of the child's standard streams. It replaces the pipes of exec.Cmd, which Cmd.Wait closes as soon as the
// child has ended, even if they have not been read to their end.
type pipe struct{ parent, child *os.File }

type pipes struct{ stdin, stdout, stderr pipe }

func openPipes() (pipes, error) {
	var p pipes
	var err error
	if p.stdin.child, p.stdin.parent, err = os.Pipe(); err != nil {
		return pipes{}, err
	}
	for _, output := range []*pipe{&p.stdout, &p.stderr} {
		if output.parent, output.child, err = os.Pipe(); err != nil {
			p.closeChildEnds()
			p.closeParentEnds()
			return pipes{}, err
		}
		makeRoom(output.parent)
	}
	return p, nil
}

func (p pipes) closeChildEnds() {
	for _, stream := range []pipe{p.stdin, p.stdout, p.stderr} {
		stream.child.Close() // of a nil file, one that was never opened, returns an error and does nothing else
	}
}

func (p pipes) closeParentEnds() {
	for _, stream := range []pipe{p.stdin, p.stdout, p.stderr} {
		stream.parent.Close()
	}
}
