package live

import "os"

// pipe is one of the child's standard streams. These are plain pipes of our own, not those of exec.Cmd, because Cmd.Wait
// closes its pipes as soon as the child has ended, whether or not they have been read to their end.
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
	}
	return p, nil
}

func (p pipes) closeChildEnds() {
	for _, stream := range []pipe{p.stdin, p.stdout, p.stderr} {
		stream.child.Close() // an end that was never opened is nil, and Close only says so
	}
}

func (p pipes) closeParentEnds() {
	for _, stream := range []pipe{p.stdin, p.stdout, p.stderr} {
		stream.parent.Close()
	}
}
