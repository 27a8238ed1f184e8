package broken

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// slowProxy forwards connections to a Unix socket, and delays everything in them.
type slowProxy struct {
	listener net.Listener
	to       string
	by       time.Duration
	// silentFor is how long nothing arrives at either end, from the first connection on.
	silentFor time.Duration
	running   sync.WaitGroup

	mu     sync.Mutex
	opens  time.Time // when the silence ends; zero before the first connection
	open   []net.Conn
	closed bool
}

func (p *slowProxy) start() { p.running.Go(p.serve) }

func (p *slowProxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return // closed
		}
		server, err := net.Dial("unix", p.to)
		if err != nil {
			client.Close()
			continue
		}
		if !p.keep(client, server) {
			return
		}
		p.running.Go(func() { p.delay(client, server) })
		p.running.Go(func() { p.delay(server, client) })
	}
}

// keep remembers connections for close. When the proxy is closed already, it closes them and returns false.
func (p *slowProxy) keep(connections ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		for _, c := range connections {
			c.Close()
		}
		return false
	}
	p.open = append(p.open, connections...)
	if p.opens.IsZero() {
		p.opens = time.Now().Add(p.silentFor)
	}
	return true
}

func (p *slowProxy) close() {
	p.listener.Close()
	p.mu.Lock()
	p.closed = true
	for _, c := range p.open {
		c.Close()
	}
	p.mu.Unlock()
	p.running.Wait()
}

// due is when data arrives that was sent now.
func (p *slowProxy) due() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if due := time.Now().Add(p.by); due.After(p.opens) {
		return due
	}
	return p.opens
}

// late is a piece of data, and when it is due at the other end.
type late struct {
	data []byte
	due  time.Time
}

// delay copies data, each piece by the same time later: the connection is long, and not narrow.
func (p *slowProxy) delay(from, to net.Conn) {
	pieces := make(chan late, 1024)
	p.running.Go(func() {
		defer to.Close()
		broken := false
		for piece := range pieces {
			if !broken {
				time.Sleep(time.Until(piece.due))
				_, err := to.Write(piece.data)
				broken = err != nil
			}
		}
	})
	defer close(pieces)
	for {
		buffer := make([]byte, 32<<10)
		n, err := from.Read(buffer)
		if n > 0 {
			pieces <- late{buffer[:n], p.due()}
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				from.Close()
			}
			return
		}
	}
}
