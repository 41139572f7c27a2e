// Package readme keeps the README's program true: it compiles, and prints what the README says.
package readme_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = "../../.."

// block gives the first fenced block of a language.
func block(t *testing.T, text, language string) string {
	_, rest, ok := strings.Cut(text, "```"+language+"\n")
	require.True(t, ok, "no block of %s", language)
	code, _, ok := strings.Cut(rest, "```")
	require.True(t, ok, "the block of %s has no end", language)
	return code
}

func TestTheProgramPrintsWhatTheReadmeSays(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	// The program stands in the module by an overlay only, so that it finds the packages and no other test finds it.
	dir, err := filepath.Abs(t.TempDir())
	require.NoError(t, err)
	here, err := os.Getwd()
	require.NoError(t, err)
	real, overlay := filepath.Join(dir, "main.go"), filepath.Join(dir, "overlay.json")
	require.NoError(t, os.WriteFile(real, []byte(block(t, string(text), "go")), 0o600))
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(here, "program", "main.go"): real}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(overlay, replace, 0o600))
	out, err := exec.Command("go", "run", "-overlay", overlay, "./program").CombinedOutput()
	require.NoError(t, err, string(out))
	require.Equal(t, strings.TrimSpace(block(t, string(text), "text")), strings.TrimSpace(string(out)))
}
