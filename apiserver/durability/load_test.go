package durability_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
)

// state is an object as its writer knows it. The zero state is that it does not exist.
type state struct {
	exists  bool
	content string
	version uint64 // resourceVersion of the answer; 0 when there was no answer
}

// promise is what is known of one object: the last state that the server acknowledged, and the one that was asked for
// and not answered yet. Each object has one writer, so there is at most one of these.
type promise struct {
	acknowledged state
	asked        *state
}

// ledger is what the server has promised to all clients together.
type ledger struct {
	mu       sync.Mutex
	promises map[string]*promise
	answers  int
	awaited  int
	reached  chan struct{}
}

func newLedger() *ledger { return &ledger{promises: map[string]*promise{}} }

// after returns a channel that is closed once so many more writes have been acknowledged.
func (l *ledger) after(answers int) <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.awaited, l.reached = l.answers+answers, make(chan struct{})
	return l.reached
}

// ask enters what is about to be asked, and hands out what is known of the object so far.
func (l *ledger) ask(name string, want state) (known state) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.promises[name]
	if p == nil {
		p = &promise{}
		l.promises[name] = p
	}
	p.asked = &want
	return p.acknowledged
}

// acknowledge enters that the server has answered 2xx, with that resourceVersion.
func (l *ledger) acknowledge(name string, version uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.promises[name]
	p.acknowledged, p.asked = *p.asked, nil
	p.acknowledged.version = version
	if l.answers++; l.answers == l.awaited {
		close(l.reached)
	}
}

// compare holds what is stored to what was promised. What was asked and not answered may have been done or not; from
// now on it is known which.
func (l *ledger) compare(t *testing.T, stored map[string]state) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, p := range l.promises {
		got := stored[name]
		kept := got.exists == p.acknowledged.exists && got.content == p.acknowledged.content &&
			(!got.exists || got.version >= p.acknowledged.version)
		done := p.asked != nil && got.exists == p.asked.exists && got.content == p.asked.content &&
			(!got.exists || got.version > p.acknowledged.version)
		if !kept && !done {
			t.Errorf("%s: acknowledged %+v, asked %+v, and stored is %+v", name, p.acknowledged, p.asked, got)
		}
		p.acknowledged, p.asked = got, nil
	}
	for name := range stored {
		if l.promises[name] == nil {
			t.Errorf("%s is stored, and no client wrote it", name)
		}
	}
}

// clients is how many write at once.
const clients = 8

// write has every client create, update and delete objects of its own until ctx ends or a request fails. Each sends
// what went wrong, or nil.
func (l *ledger) write(ctx context.Context, config *rest.Config, round int) <-chan error {
	ended := make(chan error, clients)
	for i := range clients {
		writer := newWriter(config, l, rand.New(rand.NewPCG(uint64(round), uint64(i))))
		go func() {
			defer writer.close()
			ended <- writer.run(ctx, fmt.Sprintf("r%d-c%d", round, i))
		}()
	}
	return ended
}

// drain waits until n clients have ended. Each must fail: the server no longer answers.
func drain(t *testing.T, ended <-chan error, n int) {
	t.Helper()
	for range n {
		select {
		case err := <-ended:
			if err == nil {
				t.Error("a client ended without a failure, although its server is gone")
			}
		case <-time.After(time.Minute):
			t.Fatal("a client still waits for an answer")
		}
	}
}

type writer struct {
	configMaps interface {
		Create(ctx context.Context, obj *corev1.ConfigMap, opts metav1.CreateOptions) (*corev1.ConfigMap, error)
		Update(ctx context.Context, obj *corev1.ConfigMap, opts metav1.UpdateOptions) (*corev1.ConfigMap, error)
		Delete(ctx context.Context, name string, opts metav1.DeleteOptions) error
	}
	close  func()
	ledger *ledger
	random *rand.Rand
}

func newWriter(config *rest.Config, l *ledger, random *rand.Rand) writer {
	client, done := connect(config)
	return writer{client.CoreV1().ConfigMaps(metav1.NamespaceDefault), done, l, random}
}

// connect makes a client that shares its connection with no other and asks as fast as it gets answers.
func connect(config *rest.Config) (_ *kubernetes.Clientset, done func()) {
	own := rest.CopyConfig(config)
	own.QPS = -1
	// A function of its own keeps the library from sharing the connection through its cache.
	own.Proxy = noProxy
	transport, err := rest.HTTPClientFor(own)
	if err != nil {
		panic(err) // the configuration is the tests' own
	}
	client, err := kubernetes.NewForConfigAndClient(own, transport)
	if err != nil {
		panic(err)
	}
	return client, transport.CloseIdleConnections
}

// run gives every object a life: created, updated a few times, deleted or left.
func (w writer) run(ctx context.Context, prefix string) error {
	for n := 0; ; n++ {
		name := fmt.Sprintf("%s-%d", prefix, n)
		object, err := w.put(ctx, name, "created")
		for i := range w.random.IntN(4) {
			if err == nil {
				object, err = w.put(ctx, name, "updated "+strconv.Itoa(i))
			}
		}
		if err == nil && w.random.IntN(2) == 0 {
			w.ledger.ask(name, state{})
			if err = w.configMaps.Delete(ctx, name, metav1.DeleteOptions{}); err == nil {
				w.ledger.acknowledge(name, versionOf(object))
			}
		}
		if err != nil {
			return err
		}
	}
}

// put creates the object or updates the version of it that was acknowledged last.
func (w writer) put(ctx context.Context, name, content string) (*corev1.ConfigMap, error) {
	known := w.ledger.ask(name, state{exists: true, content: content})
	object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}, Data: map[string]string{
		"content": content,
		"padding": strings.Repeat("x", w.random.IntN(1024)),
	}}
	var err error
	if known.exists {
		object.ResourceVersion = strconv.FormatUint(known.version, 10)
		object, err = w.configMaps.Update(ctx, object, metav1.UpdateOptions{})
	} else {
		object, err = w.configMaps.Create(ctx, object, metav1.CreateOptions{})
	}
	if err == nil {
		w.ledger.acknowledge(name, versionOf(object))
	}
	return object, err
}

func versionOf(object metav1.Object) uint64 {
	version, err := strconv.ParseUint(object.GetResourceVersion(), 10, 64)
	if err != nil {
		panic(err) // a server that answers with no version has no business here
	}
	return version
}

// stored reads every object from etcd itself: a list without a resourceVersion is not answered from the past.
func stored(t *testing.T, config *rest.Config) map[string]state {
	t.Helper()
	client, done := connect(config)
	defer done()
	list, err := client.CoreV1().ConfigMaps(metav1.NamespaceDefault).List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]state{}
	for i := range list.Items {
		object := &list.Items[i]
		states[object.Name] = state{exists: true, content: object.Data["content"], version: versionOf(object)}
	}
	return states
}

// awaitDefault waits for the namespace that the tests write to: a hook makes it, and readiness does not wait for that.
func awaitDefault(t testing.TB, config *rest.Config) {
	t.Helper()
	client, done := connect(config)
	defer done()
	apiservertest.Await(t, "namespace default", func(ctx context.Context) (bool, error) {
		_, err := client.CoreV1().Namespaces().Get(ctx, metav1.NamespaceDefault, metav1.GetOptions{})
		return err == nil, apiservertest.IgnoreNotFound(err)
	})
}
