package broken

import (
	"path/filepath"

	"apitour/cmd/hint"
	"apitour/trace/scratch"
	"apitour/walkthrough/phrases"
)

// Workshop is where a boot is made wrong: a temporary folder, and everything that was started for the boot.
type Workshop struct {
	folder  *scratch.Folder
	closers []func()
}

// NewWorkshop returns a workshop, which must be closed. Its errors are in that language.
func NewWorkshop(in *phrases.Broken) (*Workshop, error) {
	folder, err := scratch.New("break")
	if err != nil {
		return nil, hint.With(in.Wrong.Folder.Error(err), in.Wrong.WritableTemp)
	}
	return &Workshop{folder: folder}, nil
}

// Close ends what was started, the last first, and removes the folder.
func (w *Workshop) Close() {
	for i := len(w.closers) - 1; i >= 0; i-- {
		w.closers[i]()
	}
	w.folder.Remove()
}

func (w *Workshop) path(name string) string { return filepath.Join(w.folder.Path(), name) }

// onClose has the function called by Close.
func (w *Workshop) onClose(end func()) { w.closers = append(w.closers, end) }
