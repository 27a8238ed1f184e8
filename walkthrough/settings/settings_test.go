package settings_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"apitour/walkthrough/settings"
)

// write writes a value and waits until it is on the disk.
func write(t *testing.T, f *settings.File, key string, value any) error {
	t.Helper()
	save := f.Set(key, value)
	if save == nil {
		return nil
	}
	return save()
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestSettingsAreKept sets values of several types, and reads them another day.
func TestSettingsAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "apitour", "settings.json")
	f := settings.Open(path)
	if _, err := os.Stat(path); err == nil || f.Broken() != nil {
		t.Errorf("a new file: %v, broken %v", err, f.Broken())
	}
	mouse, names := false, []string{"main"}
	for key, value := range map[string]any{"mouse": mouse, "breakpoints": names} {
		if err := write(t, f, key, value); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the file is %v, %v", info, err)
	}
	again := settings.Open(path)
	mouse, names = true, nil
	again.Get("mouse", &mouse)
	again.Get("breakpoints", &names)
	if mouse || len(names) != 1 || names[0] != "main" {
		t.Errorf("another day: mouse %t, breakpoints %q", mouse, names)
	}
	other := 7
	if again.Get("other", &other); other != 7 {
		t.Errorf("a key that is not there is %d", other)
	}
	if err := write(t, again, "mouse", nil); err != nil {
		t.Fatal(err)
	}
	mouse = true
	if settings.Open(path).Get("mouse", &mouse); !mouse {
		t.Error("a removed key is still there")
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".settings-*")); err != nil || len(left) > 0 {
		t.Errorf("files are left: %q, %v", left, err)
	}
}

// TestSettingsOfOthersStay keeps keys that this version does not know, those of other programs included that have
// written since.
func TestSettingsOfOthersStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(path, []byte(`{"future": {"a": [1]}, "mouse": false}`), 0o600); err != nil {
		t.Fatal(err)
	}
	f, other := settings.Open(path), settings.Open(path)
	if err := write(t, other, "theirs", 1); err != nil {
		t.Fatal(err)
	}
	if err := write(t, f, "mouse", true); err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	err := json.Unmarshal([]byte(read(t, path)), &all)
	if err != nil || all["future"] == nil || all["mouse"] != true || all["theirs"] == nil {
		t.Errorf("the file is now %s, %v", read(t, path), err)
	}
}

// TestBrokenFilesStay leaves files alone that cannot be understood: from the beginning, for the type of a value, or
// later.
func TestBrokenFilesStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	for _, broken := range []string{"{", `{"mouse": "sometimes"}`, "", "\x1b[2J"} {
		if err := os.WriteFile(path, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		f := settings.Open(path)
		mouse := true
		f.Get("mouse", &mouse)
		if f.Broken() == nil {
			t.Errorf("%q is understood", broken)
		}
		if f.Set("mouse", false) != nil || read(t, path) != broken {
			t.Errorf("%q has been overwritten with %q", broken, read(t, path))
		}
	}
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := settings.Open(path)
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := write(t, f, "mouse", true); err == nil || read(t, path) != "{" {
		t.Errorf("the file is %q, the error %v", read(t, path), err)
	}
}

// TestTheNewestSettingWins runs the writes of two values in the wrong order, and many at the same time.
func TestTheNewestSettingWins(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	f := settings.Open(path)
	first, second := f.Set("n", 1), f.Set("n", 2)
	for _, save := range []func() error{second, first} {
		if err := save(); err != nil {
			t.Error(err)
		}
	}
	n := 0
	if settings.Open(path).Get("n", &n); n != 2 {
		t.Errorf("kept %d, want 2", n)
	}
	var writing sync.WaitGroup
	for i := range 20 {
		save := f.Set("n", i)
		writing.Go(func() {
			if err := save(); err != nil {
				t.Error(err)
			}
		})
	}
	f.Wait()
	writing.Wait()
	if settings.Open(path).Get("n", &n); n != 19 {
		t.Errorf("kept %d, want 19", n)
	}
}

// TestNoSettings asks what remembers nothing.
func TestNoSettings(t *testing.T) {
	for _, f := range []*settings.File{nil, settings.Open("")} {
		n := 3
		if f.Get("n", &n); n != 3 || f.Set("n", 4) != nil || f.Broken() != nil {
			t.Error("something is remembered")
		}
		f.Wait()
	}
	f := settings.Open(filepath.Join(t.TempDir(), "settings.json"))
	if err := write(t, f, "n", func() {}); err == nil {
		t.Error("a function is remembered")
	}
	f.Wait()
}
