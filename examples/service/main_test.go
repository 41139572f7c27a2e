package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what -try prints to testdata/output.txt")

func TestTry(t *testing.T) {
	var got, log bytes.Buffer
	require.NoError(t, run(context.Background(), []string{"-try"}, &got, &log))
	golden := filepath.Join("testdata", "output.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, got.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
	require.Empty(t, log.String(), "nothing between the answers")
}

func TestArguments(t *testing.T) {
	for _, args := range [][]string{
		{"extra"}, {"-max-body", "0"}, {"-read-timeout", "-1s"}, {"-attribute", "registered"}, {"-attribute", "registered=day"},
		{"-location", "Nowhere"}, {"-listen", "nowhere"}, {"-registration", "\xff"},
	} {
		require.Error(t, run(context.Background(), args, io.Discard, io.Discard), args)
	}
	require.ErrorIs(t, run(context.Background(), []string{"-help"}, io.Discard, io.Discard), flag.ErrHelp)
}
