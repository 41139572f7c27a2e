// Package planted shows that the tests notice: it breaks copies of the module in known ways, and requires the test that is named for each to fail.
//
//	FOOTFALL_PLANTED=1 go test -v -timeout 1h ./examples/internal/planted
//
// Without FOOTFALL_PLANTED it looks only whether the list, and README.md that is written from it, are still of this code.
package planted_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "../../.."

var update = flag.Bool("update", false, "write README.md")

// A text that is not there exactly once, or a test that is not there, says that the list is older than the code.
func TestTheListIsOfThisCode(t *testing.T) {
	names := map[string]bool{}
	for _, b := range bugs() {
		require.False(t, names[b.name], b.name)
		names[b.name] = true
		text, err := os.ReadFile(filepath.Join(module, b.file))
		require.NoError(t, err, b.name)
		require.Equal(t, 1, strings.Count(string(text), b.from), "%s: %s has no place, or several, with\n%s", b.name, b.file, b.from)
		tests, err := filepath.Glob(filepath.Join(module, b.testIn, "*_test.go"))
		require.NoError(t, err)
		found := false
		for _, file := range tests {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			found = found || strings.Contains(string(text), "func "+b.test+"(t *testing.T)")
		}
		require.True(t, found, "%s: there is no test %s in %s", b.name, b.test, b.testIn)
	}
}

func TestREADME(t *testing.T) {
	var text strings.Builder
	text.WriteString("# Planted bugs\n\nEach of these changes makes the module wrong, and the test beside it fails then. `planted_test.go` says how to try it; this page is written by `go test -update`.\n\n" +
		"| bug | in | noticed by |\n|---|---|---|\n")
	for _, b := range bugs() {
		fmt.Fprintf(&text, "| %s | [`%s`](%s/%s) | `%s` of [`%s`](%s/%s) |\n", b.name, b.file, module, b.file, b.test, b.testIn, module, b.testIn)
	}
	if *update {
		require.NoError(t, os.WriteFile("README.md", []byte(text.String()), 0o644))
	}
	have, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Equal(t, text.String(), string(have), "go test -update writes it anew")
}

func TestPlantedBugsAreNoticed(t *testing.T) {
	if os.Getenv("FOOTFALL_PLANTED") == "" {
		t.Skip("it takes minutes: FOOTFALL_PLANTED=1 runs it")
	}
	root := t.TempDir()
	require.NoError(t, copyModule(root))
	for _, b := range bugs() {
		t.Run(b.name, func(t *testing.T) {
			if b.linux && (runtime.GOOS != "linux" || runtime.GOARCH != "amd64") {
				t.Skip("it is noticed on Linux on amd64")
			}
			out, err := run(root, b)
			require.NoError(t, err, "the test fails without the bug:\n%s", out)
			require.Contains(t, out, "--- PASS: "+b.test)
			path := filepath.Join(root, b.file)
			right, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, 1, strings.Count(string(right), b.from), "the list is older than the code")
			defer func() { require.NoError(t, os.WriteFile(path, right, 0o600)) }()
			require.NoError(t, os.WriteFile(path, []byte(strings.Replace(string(right), b.from, b.to, 1)), 0o600))
			out, err = run(root, b)
			require.Error(t, err, "nobody noticed")
			require.Contains(t, out, "--- FAIL: "+b.test, "it fails in another way:\n%s", out)
			t.Logf("noticed by %s", b.test)
		})
	}
}

func run(root string, b bug) (string, error) {
	c := exec.Command("go", "test", "-count=1", "-v", "-run", "^"+b.test+"$", "./"+b.testIn)
	c.Dir = root
	out, err := c.CombinedOutput()
	return string(out), err
}

// copyModule copies what the go command needs.
func copyModule(to string) error {
	return filepath.WalkDir(module, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(module, path)
		if err != nil {
			return err
		}
		switch {
		case name == ".":
			return nil
		case strings.HasPrefix(e.Name(), ".") && e.IsDir():
			return filepath.SkipDir
		case e.IsDir():
			return os.Mkdir(filepath.Join(to, name), 0o700)
		case !e.Type().IsRegular():
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), b, 0o600)
	})
}
