package store_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"runtime"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// smallStore has something of everything that a snapshot keeps.
func smallStore(t require.TestingT, journal store.Journal) *store.Store {
	loc, err := time.LoadLocation("Europe/Zagreb")
	require.NoError(t, err)
	s, err := store.New(&store.Options{Location: loc, Journal: journal})
	require.NoError(t, err)
	day := time.Date(2026, 5, 3, 10, 0, 0, 0, time.UTC)
	all := []store.Property{
		store.Prop("genre", "rock"), store.Prop("price", 1.25), store.Prop("weight", 1.0/3), store.Prop("plays", -7), store.Prop("paid", true),
		store.Prop("due", value.NewDate(2026, 5, 4)), store.Prop("seen", day), store.Prop("tags", []string{"a", "", "žđ"}),
	}
	appended, err := s.Append(
		store.Event{Person: "ana", Name: "play", Time: day, ID: "1", Properties: all},
		store.Event{Person: "ana", Name: "play", Time: day.Add(-100 * 24 * time.Hour), Properties: all[:2]},
		store.Event{Person: "ana", Name: "play", Time: day, ID: "1"},
		store.Event{Person: "bo", Name: "play", Time: day, Properties: all[:1]},
		store.Event{Person: "cy", Name: "pay", Time: day.Add(time.Millisecond)},
		store.Event{Person: "eve", Name: "secret", Time: day, Properties: []store.Property{store.Prop("genre", "unheard of")}},
	)
	require.NoError(t, err)
	require.Equal(t, store.Appended{Added: 5, Repeated: 1}, appended)
	require.NoError(t, s.DeclareAttribute("score", people.Declaration{Kind: value.Float, Indexed: true}))
	require.NoError(t, s.DeclareProperty("price", value.Float))
	require.NoError(t, s.SetAttributes("di", people.Attributes{"country": value.Of("HR"), "score": value.Of(3), "since": value.Of(day)}))
	require.NoError(t, s.SetAttributes("ana", people.Attributes{"country": value.Of(385)}))
	_, err = s.TagPeople("vip", "cy", "ana")
	require.NoError(t, err)
	require.NoError(t, s.CreateTag("nobody"))
	require.NoError(t, s.Merge("bo", "ana"))
	require.NoError(t, s.Delete("eve"))
	require.NoError(t, s.PutNote(store.Note{Kind: store.NoteSegment, Name: "fans", Body: []byte(`{}`), Uses: []string{"may"}}, 0))
	_, err = s.DropBefore(value.NewDate(2026, 2, 1))
	require.NoError(t, err)
	return s
}

// redactedStore has people without a name as well: one of a merge, one without events, one whose ID was taken up again.
func redactedStore(t require.TestingT, journal store.Journal) *store.Store {
	s := smallStore(t, journal)
	require.NoError(t, s.SetAttributes("fay", people.Attributes{"country": value.Of("a country of one")}))
	require.NoError(t, s.Redact("bo"))
	require.NoError(t, s.Redact("fay"))
	_, err := s.Append(store.Event{Person: "ana", Name: "play", Time: time.Date(2026, 5, 3, 10, 0, 0, 0, time.UTC), ID: "1"})
	require.NoError(t, err)
	require.ErrorIs(t, s.Redact("bo"), store.ErrNoPerson)
	return s
}

// versions are what each version of the formats was first written of.
func versions() map[int]func(require.TestingT, store.Journal) *store.Store {
	return map[int]func(require.TestingT, store.Journal) *store.Store{1: smallStore, 2: redactedStore}
}

// A file of each version reads for ever: it is never written again. (A new version gets a new one: set FOOTFALL_GOLDEN and see that the others stay as they are.)
func TestSnapshotOfEachVersion(t *testing.T) {
	for version, made := range versions() {
		s := made(t, nil)
		golden := fmt.Sprintf("testdata/snapshot_v%d.bin", version)
		if os.Getenv("FOOTFALL_GOLDEN") != "" {
			require.NoError(t, os.WriteFile(golden, snapshotOf(t, s.View()), 0o644))
		}
		file, err := os.ReadFile(golden)
		require.NoError(t, err)
		require.EqualValues(t, version, file[8])
		old, err := store.Load(context.Background(), bytes.NewReader(file), nil)
		require.NoError(t, err)
		require.NoError(t, old.Check(context.Background()))
		require.Equal(t, dump(s.View()), dump(old.View()))
		require.Equal(t, file, snapshotOf(t, s.View()))
		require.Equal(t, file, snapshotOf(t, old.View()))
		require.Equal(t, "Europe/Zagreb", old.View().DayLocation().String())
		for _, gone := range []string{"eve", "unheard of", "secret", "fay", "a country of one"} {
			require.NotContains(t, string(file), gone)
		}
		bo, known := old.View().People().Find("bo")
		require.Equal(t, version == 1, known)
		if version == 1 {
			id, _ := old.View().People().ID(bo)
			require.Equal(t, "ana", id)
		}
		require.Equal(t, 2*(version-1), old.View().People().Nameless().Len())
		_, err = old.Append(store.Event{Person: "ana", Name: "play", Time: time.Date(2026, 5, 3, 10, 0, 0, 0, time.UTC), ID: "1"})
		require.NoError(t, err)
		require.EqualValues(t, 2, old.Stats().Repeated, "event IDs are known as before")
	}
}

// The same of records.
func TestRecordsOfEachVersion(t *testing.T) {
	for version, made := range versions() {
		journal := &memoryJournal{}
		want := snapshotOf(t, made(t, journal).View())
		golden := fmt.Sprintf("testdata/records_v%d.bin", version)
		if os.Getenv("FOOTFALL_GOLDEN") != "" {
			var file []byte
			for _, r := range journal.records {
				file = append(binary.LittleEndian.AppendUint32(file, uint32(len(r))), r...)
			}
			require.NoError(t, os.WriteFile(golden, file, 0o644))
		}
		file, err := os.ReadFile(golden)
		require.NoError(t, err)
		var records [][]byte
		newest := byte(0)
		for len(file) > 0 {
			n := binary.LittleEndian.Uint32(file)
			records, file = append(records, file[4:4+n]), file[4+n:]
			newest = max(newest, records[len(records)-1][0])
		}
		require.EqualValues(t, version, newest)
		loc, err := time.LoadLocation("Europe/Zagreb")
		require.NoError(t, err)
		require.Equal(t, want, snapshotOf(t, reopened(t, &store.Options{Location: loc}, nil, records).View()))
		require.Equal(t, records, journal.records)
	}
}

// Whatever bit is flipped, wherever it is cut, and whatever comes behind: no store comes of it.
func TestDamagedSnapshot(t *testing.T) {
	for _, made := range versions() {
		damagedSnapshot(t, snapshotOf(t, made(t, nil).View()))
	}
}

func damagedSnapshot(t *testing.T, file []byte) {
	load := func(b []byte) error {
		_, err := store.Load(context.Background(), bytes.NewReader(b), nil)
		return err
	}
	require.NoError(t, load(file))
	for n := range file {
		require.ErrorIs(t, load(file[:n]), store.ErrDamaged, "cut to %d bytes", n)
		for bit := range 8 {
			broken := bytes.Clone(file)
			broken[n] ^= 1 << bit
			if err := load(broken); n >= 8 && n < 12 && !errors.Is(err, store.ErrDamaged) {
				require.ErrorIs(t, err, store.ErrNewer, "byte %d, bit %d", n, bit)
			} else {
				require.ErrorIs(t, err, store.ErrDamaged, "byte %d, bit %d", n, bit)
			}
		}
	}
	require.ErrorIs(t, load(append(bytes.Clone(file), 0)), store.ErrDamaged)
}

func TestSnapshotOfALaterVersion(t *testing.T) {
	file := snapshotOf(t, smallStore(t, nil).View())
	file[8] = 3
	_, err := store.Load(context.Background(), bytes.NewReader(file), nil)
	require.ErrorIs(t, err, store.ErrNewer)
	require.ErrorContains(t, err, "version 3, known are 1 to 2")
	file[8] = 2
	_, err = store.Load(context.Background(), bytes.NewReader(file), nil)
	require.ErrorIs(t, err, store.ErrDamaged, "nothing in it is of version 2")
}

func TestSnapshotOfAnotherLocation(t *testing.T) {
	file := snapshotOf(t, smallStore(t, nil).View())
	_, err := store.Load(context.Background(), bytes.NewReader(file), &store.Options{Location: time.UTC})
	require.ErrorIs(t, err, store.ErrInvalid)
	_, err = store.Load(context.Background(), bytes.NewReader(file), &store.Options{Registration: "since"})
	require.NoError(t, err)
}

// Many blocks, shards and runs; one more store is loaded byte by byte.
func TestLargeSnapshot(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	var events []store.Event
	for i := range 90_000 {
		events = append(events, store.Event{
			Person: fmt.Sprintf("person-%06d", i%70_000), Name: fmt.Sprint("event ", i%50), Time: time.Unix(int64(i%977)*86_400, int64(i)*1e6).UTC(), ID: fmt.Sprint(i),
			Properties: []store.Property{store.Prop("song", fmt.Sprint("song ", i%5000)), store.Prop("price", float64(i%1000)/100)},
		})
	}
	for len(events) > 0 {
		n := min(len(events), store.MaxBatch)
		_, err := s.Append(events[:n]...)
		require.NoError(t, err)
		events = events[n:]
	}
	_, err = s.Tag("all", s.View().People().Everyone())
	require.NoError(t, err)
	require.NoError(t, s.Merge("person-000007", "person-069999"))
	require.NoError(t, s.Delete("person-000008"))
	v := s.View()
	var file bytes.Buffer
	calls, last := 0, int64(0)
	require.NoError(t, v.WriteSnapshot(context.Background(), &file, func(done, total int64) {
		require.Equal(t, v.Len(), total)
		require.GreaterOrEqual(t, done, last)
		last = done
		calls++
	}))
	require.Equal(t, v.Len(), last)
	require.Greater(t, calls, 5)
	again, err := store.Load(context.Background(), iotest.OneByteReader(bytes.NewReader(file.Bytes())), nil)
	require.NoError(t, err)
	require.NoError(t, again.Check(context.Background()))
	require.Equal(t, file.Bytes(), snapshotOf(t, again.View()))
	t.Logf("%d bytes for %d events of %d people", file.Len(), v.Len(), v.People().Count())

	stop, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = store.Load(stop, bytes.NewReader(file.Bytes()), nil)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, v.WriteSnapshot(stop, &bytes.Buffer{}, nil), context.Canceled)
	full := errors.New("disk full")
	require.ErrorIs(t, v.WriteSnapshot(context.Background(), &smallDisk{room: file.Len() / 2, err: full}, nil), full)
	_, err = store.Load(context.Background(), iotest.ErrReader(full), nil)
	require.ErrorIs(t, err, full)
	require.NotErrorIs(t, err, store.ErrDamaged)
}

// smallDisk takes some bytes, and then none.
type smallDisk struct {
	room int
	err  error
}

func (d *smallDisk) Write(b []byte) (int, error) {
	if len(b) > d.room {
		return 0, d.err
	}
	d.room -= len(b)
	return len(b), nil
}

// framed puts head, index and checksums to blocks that are given as kind, length (two bytes) and payload, so that the fuzzer gets past them.
func framed(version uint32, blocks []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte("footfall"), version)
	table := crc32.MakeTable(crc32.Castagnoli)
	for index := uint32(0); len(blocks) >= 3; index++ {
		n := min(int(binary.LittleEndian.Uint16(blocks[1:])), len(blocks)-3)
		frame := binary.LittleEndian.AppendUint32([]byte{blocks[0]}, uint32(n))
		frame = append(frame, blocks[3:3+n]...)
		out = append(out, frame...)
		out = binary.LittleEndian.AppendUint32(out, crc32.Update(crc32.Checksum(binary.LittleEndian.AppendUint32(nil, index), table), table, frame))
		blocks = blocks[3+n:]
	}
	return out
}

// unframed is the other way round.
func unframed(t require.TestingT, file []byte) (blocks []byte) {
	for file = file[12:]; len(file) > 0; {
		n := binary.LittleEndian.Uint32(file[1:])
		blocks = append(blocks, file[0], byte(n), byte(n>>8))
		blocks = append(blocks, file[5:5+n]...)
		file = file[5+n+4:]
	}
	return blocks
}

// FuzzSnapshot feeds blocks behind right checksums: nothing panics; what is refused is refused by name; what is read is a sound store, whose own snapshot reads to the same again.
func FuzzSnapshot(f *testing.F) {
	file := snapshotOf(f, smallStore(f, nil).View())
	require.Equal(f, file, framed(1, unframed(f, file)))
	f.Add(unframed(f, file))
	f.Add(unframed(f, snapshotOf(f, redactedStore(f, nil).View())))
	empty, err := store.New(nil)
	require.NoError(f, err)
	f.Add(unframed(f, snapshotOf(f, empty.View())))
	f.Fuzz(func(t *testing.T, blocks []byte) {
		var s *store.Store
		for version := uint32(2); version > 0 && s == nil; version-- {
			file := framed(version, blocks)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var err error
			s, err = store.Load(context.Background(), bytes.NewReader(file), nil)
			runtime.ReadMemStats(&after)
			// An attribute that one person has costs a page of 4 KiB; that is the most that a few bytes of a snapshot can ask for.
			require.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(1024*len(file)+4<<20))
			if err != nil {
				require.True(t, errors.Is(err, store.ErrDamaged), err)
			}
		}
		if s == nil {
			return
		}
		require.NoError(t, s.Check(context.Background()))
		first := snapshotOf(t, s.View())
		again, err := store.Load(context.Background(), bytes.NewReader(first), nil)
		require.NoError(t, err)
		require.Equal(t, first, snapshotOf(t, again.View()))
	})
}
