package durable_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

// secrets are what only one person has. They are made when they are needed, and stand nowhere: a copy that is found is the store's.
func secrets() map[string]string {
	made := map[string]string{}
	for _, what := range []string{"ID", "alias", "attribute", "list of an attribute", "property", "list of a property", "event ID", "late event ID"} {
		text := ""
		for i := range 3 {
			sum := sha256.Sum256(fmt.Append(nil, what, i))
			text += hex.EncodeToString(sum[:])
		}
		made[what] = text
	}
	return made
}

// found names the secrets that are in some bytes.
func found(in []byte) (what []string) {
	for name, secret := range secrets() {
		if bytes.Contains(in, []byte(secret)) {
			what = append(what, name)
		}
	}
	slices.Sort(what)
	return what
}

// inFiles names the secrets that are in the files of a folder.
func inFiles(t *testing.T, path string) []string {
	var all []byte
	for _, name := range names(t, path) {
		b, err := os.ReadFile(filepath.Join(path, name))
		require.NoError(t, err)
		all = append(all, b...)
	}
	return found(all)
}

// inMemory names the secrets that are in what the garbage collector holds for alive, stacks and globals included.
func inMemory(t *testing.T) []string {
	for range 3 { // what a sync.Pool has goes with the second
		runtime.GC()
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "heap"))
	require.NoError(t, err)
	defer file.Close()
	debug.WriteHeapDump(file.Fd())
	_, err = file.Seek(0, io.SeekStart)
	require.NoError(t, err)
	dump, err := io.ReadAll(file)
	require.NoError(t, err)
	return found(dump)
}

// knowSecrets writes the person with the secrets, in every way there is, beside others, and asks about everything.
func knowSecrets(t *testing.T, s *durable.Store) {
	do := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	now := secrets()
	e := func(id string, i int) store.Event {
		return store.Event{Person: now["ID"], Name: "play", Time: time.Unix(int64(i), 0), ID: id,
			Properties: []store.Property{store.Prop("song", now["property"]), store.Prop("artists", []string{"abba", now["list of a property"]}), store.Prop("genre", "rock")}}
	}
	do(second(s.Append(play("ana", 1), e(now["event ID"], 100))))
	do(s.SetAttributes(now["ID"], people.Attributes{"note": value.Of(now["attribute"]), "words": value.Of([]string{"a", now["list of an attribute"]}), "age": value.Of(30)}))
	do(s.SetAttributes("ana", people.Attributes{"note": value.Of("of hers"), "age": value.Of(31)}))
	do(second(s.Append(store.Event{Person: now["alias"], Name: "visit", Time: time.Unix(50, 0)})))
	do(s.Merge(now["alias"], now["ID"]))
	do(second(s.TagPeople("vip", now["ID"], "ana")))
	do(s.Snapshot(context.Background()))
	do(second(s.Append(e(now["late event ID"], 5), play("bo", 7))))
	v := s.View()
	for _, property := range []string{"song", "artists", "genre"} {
		_, _, err := v.PropertyValues(context.Background(), "play", property, 10)
		do(err)
	}
	q := store.Scan{Selectors: []store.Selector{store.On("play", store.If("song", value.StartsWith(now["property"])))}, Span: store.AllTime(), Property: "song"}
	do(v.ScanDays(context.Background(), q, func(*store.DayBatch) error { return nil }))
	do(second(v.Who(context.Background(), q.Selectors[0], q.Span)))
	do(second(v.People().Matching("note", value.Is(now["attribute"]), v.Frame())))
	var out bytes.Buffer
	do(second(v.People().Everyone().Export(context.Background(), &out, &people.ExportOptions{Format: people.ExportNDJSON, AllAttributes: true})))
}

// clobber has the runtime overwrite what it frees: heap dumps show the ends of its pages too, where something that was freed long ago may stand.
const clobber = "clobberfree=1"

// Whoever was deleted or redacted is, after the compaction, in no byte of the files, of a backup, or of the memory, whatever it was that had the compaction begin. Each is shown to be there before.
func TestNothingIsLeftOfTheDeleted(t *testing.T) {
	if os.Getenv("GODEBUG") != clobber {
		cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		cmd.Env = append(os.Environ(), "GODEBUG="+clobber)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		require.Contains(t, string(out), "PASS")
		return
	}
	all := []string{"ID", "alias", "attribute", "event ID", "late event ID", "list of a property", "list of an attribute", "property"}
	gone := map[string]func(*durable.Store) error{
		"deleted":  func(s *durable.Store) error { return s.Delete(secrets()["ID"]) },
		"redacted": func(s *durable.Store) error { return s.Redact(secrets()["alias"]) },
	}
	began := map[string]func(*testing.T, string, *durable.Store, *durable.Options) *durable.Store{
		"Compact": func(t *testing.T, _ string, s *durable.Store, _ *durable.Options) *durable.Store {
			require.NoError(t, s.Compact(context.Background()))
			return s
		},
		"by itself": func(_ *testing.T, _ string, s *durable.Store, _ *durable.Options) *durable.Store {
			time.Sleep(time.Minute)
			synctest.Wait()
			return s
		},
		"after opening again": func(t *testing.T, path string, s *durable.Store, o *durable.Options) *durable.Store {
			require.NoError(t, s.Close())
			require.Equal(t, all, inFiles(t, path))
			s = open(t, path, o)
			require.NotEmpty(t, inFiles(t, path))
			time.Sleep(time.Minute)
			synctest.Wait()
			return s
		},
	}
	for what, goes := range gone {
		for how, forgets := range began {
			for _, policy := range policies() {
				t.Run(strings.Join([]string{what, how, fmt.Sprint(policy)}, "/"), func(t *testing.T) {
					path := t.TempDir()
					synctest.Test(t, func(t *testing.T) {
						o := &durable.Options{Sync: policy, Interval: time.Hour, TailBytes: -1}
						s := open(t, path, o)
						knowSecrets(t, s)
						require.Equal(t, all, inFiles(t, path))
						require.Equal(t, all, inMemory(t))
						require.Equal(t, all, found(contents(t, s.View())))
						require.NoError(t, goes(s))
						require.Equal(t, all, inFiles(t, path))
						require.Equal(t, all, inMemory(t))
						s = forgets(t, path, s, o)
						require.Empty(t, inFiles(t, path))
						require.Empty(t, inMemory(t))
						require.Empty(t, found(contents(t, s.View())))
						require.NoError(t, s.Check(context.Background()))
						require.NoError(t, s.Close())
						require.Empty(t, inFiles(t, path))
					})
				})
			}
		}
	}
}

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// A snapshot that is to forget somebody and cannot be written is tried again by itself, less and less often, until it is written or the folder is closed. (A bubble of synctest ends only
// when nothing runs in it any more.)
func TestForgettingThatFailsIsTriedAgain(t *testing.T) {
	for name, ends := range map[string]func(t *testing.T, s *durable.Store, repair func()){
		"until it can be written": func(t *testing.T, s *durable.Store, repair func()) {
			repair()
			time.Sleep(6 * time.Minute)
			synctest.Wait()
			require.NoError(t, s.Status().Owed)
		},
		"until somebody else has written one": func(t *testing.T, s *durable.Store, repair func()) {
			repair()
			require.NoError(t, s.Snapshot(t.Context()))
			require.NoError(t, s.Status().Owed)
			time.Sleep(time.Hour)
		},
		"until it is closed": func(t *testing.T, s *durable.Store, _ func()) {
			time.Sleep(time.Hour)
			synctest.Wait()
			require.Error(t, s.Status().Owed)
		},
	} {
		for _, policy := range policies() {
			t.Run(fmt.Sprint(name, "/", policy), func(t *testing.T) {
				path := t.TempDir()
				synctest.Test(t, func(t *testing.T) {
					var log lockedBuffer
					s := open(t, path, &durable.Options{Sync: policy, TailBytes: -1, Log: slog.New(slog.NewTextHandler(&log, nil))})
					require.NoError(t, s.SetAttributes("ana@example.org", people.Attributes{"age": value.Of(30)}))
					require.NoError(t, s.SetAttributes("bo", nil))
					require.NoError(t, s.Snapshot(t.Context()))
					require.NoError(t, s.Delete("ana@example.org"))
					// A folder with something in it stands where the snapshot is to be written.
					block := filepath.Join(path, fmt.Sprintf("snapshot-%020d.tmp", s.View().Commits()))
					require.NoError(t, os.MkdirAll(filepath.Join(block, "x"), 0o700))
					time.Sleep(time.Second + time.Second/2)
					synctest.Wait()
					require.ErrorContains(t, s.Status().Owed, filepath.Base(block))
					require.NoError(t, s.Status().Err, "nothing is refused for it")
					require.Equal(t, 1, strings.Count(log.String(), "still in the folder"))
					time.Sleep(30 * time.Second)
					synctest.Wait()
					require.Equal(t, 5, strings.Count(log.String(), "still in the folder"), "after 1, 2, 4, 8 seconds: "+log.String())
					time.Sleep(2 * time.Hour)
					synctest.Wait()
					require.InDelta(t, 5+5+22, strings.Count(log.String(), "still in the folder"), 4, "at last every five minutes")
					ends(t, s, func() { require.NoError(t, os.RemoveAll(block)) })
					require.NoError(t, os.RemoveAll(block))
					require.NoError(t, s.Close())
					had := log.String()
					time.Sleep(time.Hour)
					require.Equal(t, had, log.String())
					s = open(t, path, &durable.Options{Sync: policy, TailBytes: -1})
					time.Sleep(time.Minute)
					synctest.Wait()
					require.NoError(t, s.Close())
					for _, name := range names(t, path) {
						b, err := os.ReadFile(filepath.Join(path, name))
						require.NoError(t, err)
						require.NotContains(t, string(b), "ana@example.org", name)
					}
				})
			})
		}
	}
}
