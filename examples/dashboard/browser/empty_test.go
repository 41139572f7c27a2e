package browser

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// files writes NDJSON files of people and events, and gives the flags for them.
func files(t *testing.T, people, events string) []string {
	t.Helper()
	dir := t.TempDir()
	args := []string{"-people", filepath.Join(dir, "people.ndjson"), "-events", filepath.Join(dir, "events.ndjson")}
	require.NoError(t, os.WriteFile(args[1], []byte(people), 0o600))
	require.NoError(t, os.WriteFile(args[3], []byte(events), 0o600))
	return args
}

// TestEmpty shows a store without data: it says so, and nothing breaks.
func TestEmpty(t *testing.T) {
	address := serve(t, files(t, "", "")...)
	for path, says := range map[string]string{"/": "There is no data yet", "/funnel": "There is no data yet", "/people": "There is nobody yet"} {
		p := open(t, address, path, phone)
		p.says("[data-state=empty] h2", says)
		p.says(".extent", "no data yet")
		p.accessible()
		p.fits()
	}
	p := open(t, address, "/", desktop)
	p.choose("Event 1", "Any event")
	p.press("Adoption")
	p.press("RENDER GRAPH")
	p.says("[data-state=empty][role=status] h2", "There is no data yet")
}
