package people_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// known is a registry of people with these attributes, in the order of the IDs.
func known(ids []string, attributes map[string]people.Attributes) *people.View {
	r := people.NewRegistry()
	for _, id := range ids {
		n, _ := r.Intern(id)
		for name, v := range attributes[id] {
			r.Set(n, name, v)
		}
	}
	return r.View()
}

func export(t require.TestingT, set people.Set, o *people.ExportOptions) string {
	var b bytes.Buffer
	n, err := set.Export(context.Background(), &b, o)
	require.NoError(t, err)
	require.Equal(t, int64(set.Len()), n)
	return b.String()
}

var everyKind = people.Attributes{
	"text": value.Of(`=1+1,"x"`), "whole": value.Of(-5), "float": value.Of(3.0), "bool": value.Of(true),
	"date": value.Of(value.NewDate(2026, time.May, 3)), "time": value.Of(time.Date(2026, time.May, 3, 10, 0, 0, 5e6, time.UTC)),
	"list": value.Of([]string{"a", `b"`}), "empty list": value.Of([]string{}), "empty": value.Of(""),
}

func TestExportFormats(t *testing.T) {
	all := known([]string{"ana", "bo\n"}, map[string]people.Attributes{"ana": everyKind}).Everyone()
	for _, c := range []struct {
		name    string
		options *people.ExportOptions
		want    string
	}{
		{"text", nil, "ana\nbo\\n\n"},
		{"CSV of IDs", &people.ExportOptions{Format: people.ExportCSV}, "id\nana\n\"bo\n\"\n"},
		{"NDJSON of IDs", &people.ExportOptions{Format: people.ExportNDJSON}, `{"id":"ana"}` + "\n" + `{"id":"bo\n"}` + "\n"},
		{"CSV of chosen attributes, in their order", &people.ExportOptions{Format: people.ExportCSV, Attributes: []string{"whole", "text", "nobody's", "float"}},
			"id,whole,text,nobody's,float\nana,-5,\"'=1+1,\"\"x\"\"\",,3.0\n\"bo\n\",,,,\n"},
		{"NDJSON of chosen attributes", &people.ExportOptions{Format: people.ExportNDJSON, Attributes: []string{"whole", "nobody's", "date"}, Tags: true},
			`{"id":"ana","attributes":{"whole":-5,"date":"2026-05-03"},"tags":[]}` + "\n" + `{"id":"bo\n","attributes":{},"tags":[]}` + "\n"},
		{"CSV of all", &people.ExportOptions{Format: people.ExportCSV, AllAttributes: true, Tags: true},
			"id,bool,date,empty,empty list,float,list,text,time,whole,tags\n" +
				`ana,true,2026-05-03,,[],3.0,"[""a"",""b\""""]","'=1+1,""x""",2026-05-03T10:00:00.005Z,-5,[]` + "\n\"bo\n\",,,,,,,,,,[]\n"},
		{"NDJSON of all", &people.ExportOptions{Format: people.ExportNDJSON, AllAttributes: true},
			`{"id":"ana","attributes":{"bool":true,"date":"2026-05-03","empty":"","empty list":[],"float":3.0,"list":["a","b\""],` +
				`"text":"=1+1,\"x\"","time":"2026-05-03T10:00:00.005Z","whole":-5}}` + "\n" + `{"id":"bo\n","attributes":{}}` + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, export(t, all, c.options)) })
	}
}

func TestExportOfNobody(t *testing.T) {
	ana := known([]string{"ana"}, nil).Everyone()
	for _, set := range []people.Set{{}, ana.AndNot(ana)} {
		require.Equal(t, "", export(t, set, nil))
		require.Equal(t, "", export(t, set, &people.ExportOptions{Format: people.ExportNDJSON, Tags: true}))
		require.Equal(t, "id,age\n", export(t, set, &people.ExportOptions{Format: people.ExportCSV, Attributes: []string{"age"}}))
	}
}

func TestExportRefuses(t *testing.T) {
	for name, o := range map[string]people.ExportOptions{
		"no such format":       {Format: people.ExportNDJSON + 1},
		"an attribute twice":   {Format: people.ExportCSV, Attributes: []string{"a", "b", "a"}},
		"not UTF-8":            {Format: people.ExportCSV, Attributes: []string{"\xff"}},
		"all and some":         {Format: people.ExportCSV, Attributes: []string{"a"}, AllAttributes: true},
		"text with attributes": {Attributes: []string{"a"}},
		"text with all":        {AllAttributes: true},
		"text with tags":       {Tags: true},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			n, err := known([]string{"ana"}, nil).Everyone().Export(context.Background(), &b, &o)
			require.ErrorIs(t, err, people.ErrExport)
			require.Zero(t, n)
			require.Zero(t, b.Len())
		})
	}
	require.Equal(t, "text csv ndjson ExportFormat(3)", strings.TrimSpace(fmt.Sprintln(people.ExportText, people.ExportCSV, people.ExportNDJSON, people.ExportNDJSON+1)))
}

// hostile are IDs that somebody chose to break a file, and any others.
func hostile() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "'=1", "''", "＝1", "a\nb", "a\r\nb", `a\nb`, `\`, `"`, `a,b`, "\u2028", "\u0085", "\x00",
			"\u202eevil", "<script>", "👩🏽", strings.Repeat("long ", 40), ` `, "\u00a0=1",
		}),
		rapid.StringN(1, 20, 100),
	)
}

func TestExportOfHostileNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfNDistinct(hostile(), 1, 8, rapid.ID).Draw(t, "ids")
		attributes := map[string]people.Attributes{}
		for _, id := range ids {
			attributes[id] = people.Attributes{"note": value.Of(hostile().Draw(t, "note"))}
		}
		all := known(ids, attributes).Everyone()

		lines := strings.Split(strings.TrimSuffix(export(t, all, nil), "\n"), "\n")
		require.Len(t, lines, len(ids), "as many lines as people")
		for i, line := range lines {
			require.Equal(t, -1, strings.IndexAny(line, "\r\v\f\x00\u0085\u2028\u2029"))
			back, err := strconv.Unquote(`"` + strings.ReplaceAll(line, `"`, `\"`) + `"`)
			require.NoError(t, err)
			require.Equal(t, ids[i], back, "an ID can be read out of its line")
		}

		rows, err := csv.NewReader(strings.NewReader(export(t, all, &people.ExportOptions{Format: people.ExportCSV, Attributes: []string{"note"}}))).ReadAll()
		require.NoError(t, err)
		require.Equal(t, []string{"id", "note"}, rows[0])
		require.Len(t, rows, len(ids)+1)
		for i, id := range ids {
			note, _ := attributes[id]["note"].Text()
			for j, want := range []string{id, note} {
				cell := rows[i+1][j]
				require.False(t, strings.HasPrefix(strings.TrimSpace(cell), "=") || strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r"), "%q runs", cell)
				// encoding/csv reads a quoted \r\n as \n.
				require.Equal(t, strings.ReplaceAll(want, "\r\n", "\n"), strings.TrimPrefix(cell, "'"))
			}
		}
	})
}

// breaking takes so many bytes and then fails.
type breaking struct {
	left int
	b    bytes.Buffer
}

var errFull = errors.New("disk full")

func (w *breaking) Write(p []byte) (int, error) {
	n := min(len(p), w.left)
	w.left -= n
	w.b.Write(p[:n])
	if n < len(p) {
		return n, errFull
	}
	return n, nil
}

func TestExportSaysHowManyWereWritten(t *testing.T) {
	const count = 30_000
	all := crowd(count).View().Everyone()
	whole := export(t, all, nil)
	for _, left := range []int{0, 1, 2, 3, 64 << 10, 70_000, 70_001, 130_000, len(whole) - 1} {
		w := &breaking{left: left}
		n, err := all.Export(context.Background(), w, nil)
		require.ErrorIs(t, err, errFull)
		require.Equal(t, int64(strings.Count(whole[:left], "\n")), n, "%d bytes taken", left)
		require.Equal(t, whole[:left], w.b.String())
	}
}

type short struct{}

func (short) Write(p []byte) (int, error) { return len(p) - 1, nil }

func TestExportToAWriterThatLies(t *testing.T) {
	n, err := crowd(3).View().Everyone().Export(context.Background(), short{}, nil)
	require.ErrorIs(t, err, io.ErrShortWrite)
	require.Equal(t, int64(2), n)
}

// stopping cancels at its first Write.
type stopping struct {
	cancel context.CancelFunc
	b      bytes.Buffer
}

func (w *stopping) Write(p []byte) (int, error) {
	w.cancel()
	return w.b.Write(p)
}

func TestExportStopsWithItsContext(t *testing.T) {
	all := crowd(100_000).View().Everyone()
	ctx, cancel := context.WithCancel(context.Background())
	w := &stopping{cancel: cancel}
	n, err := all.Export(ctx, w, nil)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, int64(strings.Count(w.b.String(), "\n")), n)
	require.Less(t, n, int64(20_000))

	w = &stopping{cancel: cancel}
	n, err = crowd(1).View().Everyone().Export(ctx, w, nil)
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, n)
	require.Zero(t, w.b.Len())
}

// What is held does not grow with the people.
func TestExportHoldsOnePerson(t *testing.T) {
	perExport := func(n int) float64 {
		all := crowd(n).View().Everyone()
		return testing.AllocsPerRun(3, func() {
			_, err := all.Export(context.Background(), io.Discard, &people.ExportOptions{Format: people.ExportNDJSON})
			require.NoError(t, err)
		}) / float64(n)
	}
	require.Less(t, perExport(50_000), 4.0, "allocations a person")
	all := crowd(200_000).View().Everyone()
	largest := 0
	_, err := all.Export(context.Background(), measuring{&largest}, nil)
	require.NoError(t, err)
	require.Less(t, largest, 66<<10, "bytes in one Write")
}

type measuring struct{ largest *int }

func (w measuring) Write(p []byte) (int, error) {
	*w.largest = max(*w.largest, len(p))
	return len(p), nil
}

// Attributes are those of the set's view, whatever has been written since.
func TestExportIsOfItsView(t *testing.T) {
	r := people.NewRegistry()
	ana, _ := r.Intern("ana")
	bo, _ := r.Intern("bo")
	r.Set(ana, "country", value.Of("HR"))
	then := r.View().Everyone()
	r.Set(ana, "country", value.Of("SI"))
	r.Merge(bo, ana)
	o := &people.ExportOptions{Format: people.ExportCSV, Attributes: []string{"country"}}
	require.Equal(t, "id,country\nana,HR\nbo,\n", export(t, then, o))
	now, _, _ := r.View().Carry(then)
	require.Equal(t, "id,country\nana,SI\n", export(t, now, o))
}

func ExampleSet_Export() {
	v := friends().View()
	staff, _ := v.Tagged("staff")
	for _, o := range []people.ExportOptions{
		{},
		{Format: people.ExportCSV, Attributes: []string{"country", "age"}},
		{Format: people.ExportNDJSON, AllAttributes: true, Tags: true},
	} {
		written, err := staff.Export(context.Background(), os.Stdout, &o)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(o.Format, written)
	}
	// Output:
	// ana
	// di
	// text 2
	// id,country,age
	// ana,HR,34
	// di,AT,29
	// csv 2
	// {"id":"ana","attributes":{"age":34,"country":"HR","registered":"2026-05-03"},"tags":["staff"]}
	// {"id":"di","attributes":{"age":29,"country":"AT"},"tags":["staff"]}
	// ndjson 2
}
