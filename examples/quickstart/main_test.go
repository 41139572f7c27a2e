package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what is printed to testdata/output.txt, and the pictures of the README")

func TestOutput(t *testing.T) {
	var got bytes.Buffer
	require.NoError(t, run(&got, ""))
	golden := filepath.Join("testdata", "output.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, got.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
}

// The two pictures of the README are what the program draws; the others are not kept.
func TestPictures(t *testing.T) {
	var got, plain bytes.Buffer
	dir := filepath.Join(t.TempDir(), "made")
	require.NoError(t, run(&got, dir))
	require.NoError(t, run(&plain, ""))
	require.Equal(t, plain.String(), got.String(), "pictures change nothing of what is printed")

	var names []string
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, file := range files {
		names = append(names, file.Name())
	}
	require.Equal(t, []string{"adoption.svg", "engagement.svg", "events.svg", "funnel-events.svg", "funnel-people.svg", "people.svg"}, names)
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	for _, name := range []string{"people.svg", "funnel-people.svg"} {
		drawn, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Less(t, len(drawn), 16<<10, "a README should load fast")
		kept := filepath.Join("pictures", name)
		if *update {
			require.NoError(t, os.MkdirAll("pictures", 0o755))
			require.NoError(t, os.WriteFile(kept, drawn, 0o644))
		}
		want, err := os.ReadFile(kept)
		require.NoError(t, err)
		require.Equal(t, string(want), string(drawn))
		require.Contains(t, string(readme), `src="examples/quickstart/pictures/`+name+`"`)
	}
}

func TestPicturesWhereNoneCanBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.ErrorContains(t, run(io.Discard, file), file)
}
