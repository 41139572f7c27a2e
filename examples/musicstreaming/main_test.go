package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what is printed to testdata/output.txt")

func TestOutput(t *testing.T) {
	var got bytes.Buffer
	require.NoError(t, run(&got))
	golden := filepath.Join("testdata", "output.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, got.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
}

// TestShares counts again, person by person, what the tables say of playlists and of rock.
func TestShares(t *testing.T) {
	s, err := load()
	require.NoError(t, err)
	v := s.View()
	made, registered, rock := map[time.Month]int{}, map[time.Month]int{}, map[time.Month]int{}
	for n := range v.People().Everyone().Numbers() {
		date, _ := v.People().Attribute(n, "registered").Date()
		_, since, _ := date.Civil()
		for month := since; month <= time.June; month++ {
			registered[month]++
		}
		seen := map[time.Month]bool{}
		for _, e := range v.Log(n) {
			if e.Name == madeList && !seen[e.Time.Month()] {
				seen[e.Time.Month()] = true
				made[e.Time.Month()]++
			}
			if e.Property("genre").String() == "rock" {
				rock[e.Time.Month()]++
			}
		}
	}
	var got bytes.Buffer
	require.NoError(t, run(&got))
	for month := time.March; month <= time.June; month++ {
		require.Regexp(t, fmt.Sprintf(`2026-0%d +%d `, month, rock[month]), got.String())
		require.Contains(t, got.String(), fmt.Sprintf("(%d/260)", made[month]), "of everyone")
		require.Contains(t, got.String(), fmt.Sprintf("(%d/%d)", made[month], registered[month]), "of those who had registered")
	}
}
