package broken

import (
	"fmt"
	"os"
	"path/filepath"

	"apitour/cmd/hint"
)

// Workshop is where a boot is made wrong: a temporary folder, and everything that was started for the boot.
type Workshop struct {
	dir     string
	closers []func()
}

// NewWorkshop returns a workshop, which must be closed.
func NewWorkshop() (*Workshop, error) {
	dir, err := os.MkdirTemp("", "apitour-break-")
	if err != nil {
		return nil, hint.With(fmt.Errorf("make a folder for the fault: %w", err),
			"see that the folder that TMPDIR names can be written to")
	}
	return &Workshop{dir: dir}, nil
}

// Close ends what was started, the last first, and removes the folder.
func (w *Workshop) Close() {
	for i := len(w.closers) - 1; i >= 0; i-- {
		w.closers[i]()
	}
	_ = os.RemoveAll(w.dir)
}

func (w *Workshop) path(name string) string { return filepath.Join(w.dir, name) }

// onClose has the function called by Close.
func (w *Workshop) onClose(end func()) { w.closers = append(w.closers, end) }
