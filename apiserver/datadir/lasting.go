package datadir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrIncomplete is the reason to refuse a used directory that has lost a file.
var ErrIncomplete = errors.New("has lost")

// lasting are the files that each start needs once one start has made them, in the order in which they are made. The
// other files are made anew at each start.
var lasting = []string{
	"pki/ca.key", "pki/ca.crt", "pki/front-proxy-ca.key", "pki/front-proxy-ca.crt",
	"etcd/member/snap/db", "etcd/member/wal",
}

// The marker of a directory with data names its files, one a line. A list without its last line was cut off.
const (
	listBegin = "# apitour has kept data here since these files were there:\n"
	listEnd   = "# end\n"
)

// record writes into the marker which lasting files there are, so that a later start knows a file that is gone from a
// file that was never made.
func (d *Directory) record() error {
	list := listBegin
	for _, file := range lasting {
		if d.has(file) {
			list += file + "\n"
		}
	}
	list += listEnd
	if before, err := os.ReadFile(d.Path(marker)); err == nil && string(before) == list {
		return nil
	}
	if _, err := d.lock.WriteAt([]byte(list), 0); err != nil {
		return err
	}
	if err := d.lock.Truncate(int64(len(list))); err != nil {
		return err
	}
	return d.lock.Sync()
}

// recorded returns the files that the directory had when data was first kept in it. A first start that was killed
// before has recorded nothing, and may have made any number of files in their order.
func (d *Directory) recorded() ([]string, error) {
	content, err := os.ReadFile(d.Path(marker))
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", d.Path(marker), err)
	}
	list, found := strings.CutPrefix(string(content), listBegin)
	list, _, ended := strings.Cut(list, listEnd)
	if found && ended {
		return strings.Fields(list), nil
	}
	// The marker was empty in earlier versions. Then the kubeconfig says that a start came to its end, and the database
	// that it had made its authorities.
	switch {
	case d.has("admin.kubeconfig"):
		return []string{"pki/ca.key", "pki/ca.crt", "etcd/member/snap/db"}, nil
	case d.has("etcd/member"):
		return []string{"pki/ca.key", "pki/ca.crt"}, nil
	}
	return nil, nil
}

// Require refuses a directory that has lost one of its files with that prefix. Were the file made anew, the data would
// seem to be gone, and the old clients would no longer trust the server.
func (d *Directory) Require(prefix string) error {
	files, err := d.recorded()
	if err != nil {
		return err
	}
	for _, file := range files {
		if strings.HasPrefix(file, prefix) && !d.has(file) {
			return fmt.Errorf("data directory %q %w its file %q", d.path, ErrIncomplete, d.firstLost(file))
		}
	}
	return nil
}

// firstLost names the file, or the outermost folder of it that is gone.
func (d *Directory) firstLost(file string) string {
	return firstMissing(d.Path(filepath.FromSlash(file)))
}

func (d *Directory) has(file string) bool {
	_, err := os.Lstat(d.Path(filepath.FromSlash(file)))
	return !errors.Is(err, fs.ErrNotExist)
}
