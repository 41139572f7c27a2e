package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/store"
)

var update = flag.Bool("update", false, "write what is printed to testdata/repository.txt")

// repository is a git repository that a test fills.
type repository struct {
	t   *testing.T
	dir string
}

func newRepository(t *testing.T) repository {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not on the PATH:", err)
	}
	r := repository{t, t.TempDir()}
	r.git(nil, "init", "--quiet", "--initial-branch=main")
	return r
}

// git runs git as if nobody had ever configured it.
func (r repository) git(env []string, args ...string) {
	r.t.Helper()
	git := exec.Command("git", append([]string{"-C", r.dir}, args...)...)
	git.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_COMMITTER_NAME=c", "GIT_COMMITTER_EMAIL=c@example.org")
	git.Env = append(git.Env, env...)
	out, err := git.CombinedOutput()
	require.NoError(r.t, err, "%s: %s", args, out)
}

// commit changes files and commits them as the author at the time.
func (r repository) commit(author, when string, files ...string) {
	r.t.Helper()
	for _, name := range files {
		path := filepath.Join(r.dir, filepath.FromSlash(name))
		require.NoError(r.t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(r.t, os.WriteFile(path, []byte(author+when), 0o644))
	}
	r.git(nil, "add", "--all")
	r.git(by(author, when), "commit", "--quiet", "--allow-empty", "--message=m")
}

// by is the environment of a git that an author uses at a time.
func by(author, when string) []string {
	return []string{"GIT_AUTHOR_NAME=" + author, "GIT_AUTHOR_EMAIL=" + author + "@example.org", "GIT_AUTHOR_DATE=" + when, "GIT_COMMITTER_DATE=" + when}
}

func (r repository) prints() string {
	r.t.Helper()
	var out bytes.Buffer
	require.NoError(r.t, run(context.Background(), &out, r.dir, ""))
	return out.String()
}

func TestRepository(t *testing.T) {
	r := newRepository(t)
	r.commit("ana", "2026-03-02T10:00:00Z", "a.go", "a_test.go") // a Monday; the root commit counts with its files
	for day := 3; day <= 11; day++ {                             // ten commits of hers in all, three of them in the week of the 9th
		r.commit("ana", time.Date(2026, 3, day, 10, 0, 0, 0, time.UTC).Format(time.RFC3339), "a.go")
	}
	r.commit("ben", "2026-03-10T10:00:00Z", "with space.txt", "dir/žut\n_test.go") // git would quote this path but for -z
	r.commit("ben", "2026-03-10T10:00:00Z", "b.go")                                // in the same instant: still two commits
	r.commit("cleo", "2026-03-09T01:00:00+02:00", "_test.go.txt")                  // Sunday by UTC, and not a test
	r.git(nil, "switch", "--quiet", "--create=side", "HEAD~1")
	r.commit("cleo", "2026-03-31T12:00:00Z") // without files
	r.git(by("dan", "2026-04-01T00:00:00Z"), "merge", "--quiet", "--no-ff", "--message=m", "main")

	// Counted by hand: in March ana and ben, of three, wrote tests; in April only dan did anything. In the week of the 2nd ana has seven commits
	// and cleo one, in the next ana three and ben two. Ana has ten in all, ben and cleo two, and dan, who only merged, none.
	got := r.prints()
	for _, want := range []string{"4 contributors, 15 events", "66.7% (2/3)", "0.0% (0/1)", "50.0% (2/4)", "4.00 (8/2)", "2.50 (5/2)", "1.00 (1/1)",
		"4.67 (14/3)",
		"\n1            3    100.0%\n2            3    100.0%\n10           1     33.3%\n"} {
		require.Contains(t, got, want)
	}
	golden := filepath.Join("testdata", "repository.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// TestConfiguration: what a user has set for git log changes no number.
func TestConfiguration(t *testing.T) {
	r := newRepository(t)
	r.commit("ana", "2026-03-02T10:00:00Z", "a_test.go")
	r.commit("ben", "2026-03-03T10:00:00Z", "a.go")
	before := r.prints()
	require.Contains(t, before, "50.0% (1/2)")
	for _, setting := range []string{
		"log.showRoot=false", "log.showSignature=true", "log.decorate=full", "color.ui=always", "log.date=raw", "diff.renames=copies",
	} {
		key, value, _ := strings.Cut(setting, "=")
		r.git(nil, "config", key, value)
	}
	require.Equal(t, before, r.prints())
}

// TestYearsAgo: the timeframes are the last by the newest commit, not by the machine's clock.
func TestYearsAgo(t *testing.T) {
	r := newRepository(t)
	r.commit("ana", "1999-01-01T10:00:00Z", "a.go")
	r.commit("ana", "2001-01-01T10:00:00Z", "a.go")
	require.Contains(t, r.prints(), "from 2000-01-03 to 2001-01-01")
}

func TestErrors(t *testing.T) {
	ctx := context.Background()
	t.Run("no repository", func(t *testing.T) {
		newRepository(t) // skips without git
		dir := t.TempDir()
		require.ErrorContains(t, run(ctx, &bytes.Buffer{}, dir, ""), "git log in "+dir)
	})
	t.Run("no commit yet", func(t *testing.T) {
		require.ErrorContains(t, run(ctx, &bytes.Buffer{}, newRepository(t).dir, ""), "HEAD")
	})
	t.Run("no file", func(t *testing.T) {
		require.ErrorIs(t, run(ctx, &bytes.Buffer{}, "", filepath.Join(t.TempDir(), "no")), os.ErrNotExist)
	})
}

// TestReadLog: a log is read whole or not at all up to the batch in hand, wherever it breaks off.
func TestReadLog(t *testing.T) {
	whole := "\x00h2\x00ben\x001000\x00h1 h0\x00\x00h1\x00ana\x00900\x00\x00\na_test.go\x00b\x00"
	s, err := store.New(nil)
	require.NoError(t, err)
	require.NoError(t, readLog(strings.NewReader(whole), s))
	v := s.View()
	ana, known := v.People().Find("ana")
	require.True(t, known)
	log := v.Log(ana)
	require.Len(t, log, 1)
	require.Equal(t, "commit", log[0].Name)
	require.Equal(t, "2", log[0].Property("files").String())
	require.Equal(t, "true", log[0].Property("tests").String())
	ben, _ := v.People().Find("ben")
	require.Equal(t, "merge", v.Log(ben)[0].Name)

	boundaries := 0
	for i := range len(whole) {
		s, err := store.New(nil)
		require.NoError(t, err)
		if err := readLog(strings.NewReader(whole[:i]), s); err == nil {
			boundaries++
			require.Contains(t, []byte{0, '|'}, ("|" + whole)[i], "cut at "+strconv.Itoa(i))
		}
	}
	require.Less(t, boundaries, 6, "a log that is cut within a field is an error")
	require.ErrorContains(t, readLog(strings.NewReader("h1\x00"), s), "where a commit begins")
}

// TestEventsOfFile runs what args runs.
func TestEventsOfFile(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), &out, "", filepath.Join("testdata", "events.ndjson")))
	for _, want := range []string{
		"4 contributors, 14 events",
		"2026-03 *  50.0% (1/2)", // ana of ana and ben
		"2026-04 *  50.0% (2/4)", // ana and ben of all four: dan merges
		"\n2            2     66.7%\n10           1     33.3%\n",
	} {
		require.Contains(t, out.String(), want)
	}
}

// TestPrometheus asks a real repository's history, which another reader of git made.
func TestPrometheus(t *testing.T) {
	path := filepath.FromSlash("../../../shared/data/git-prometheus/events.ndjson.gz")
	if _, err := os.Stat(path); err != nil {
		t.Skip("the shared data is absent:", err)
	}
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), &out, "", path))
	require.Contains(t, out.String(), "2907 contributors, 57056 events")
	require.Contains(t, out.String(), `
1         2597    100.0%
2         1688     65.0%
10         428     16.5%
`, "people with 1, 2 and 10 commits or more, as a loop over the lines of the file counts them")
}
