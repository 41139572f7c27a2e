package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// The slow twin of the decoder of lines: encoding/json and maps, written from the docs of ImportEvents and ImportPeople. It says what a line means, or only that
// it is refused.

// twinKinds are the declared kinds that both decoders are given.
var twinKinds = map[string]value.Kind{"day": value.Day, "at": value.Time, "f": value.Float, "i": value.Int, "b": value.Bool, "t": value.Text, "l": value.Texts}

func twinDeclared(name string) (value.Kind, bool) {
	k, ok := twinKinds[name]
	return k, ok
}

type twinMember struct {
	name string
	raw  json.RawMessage
}

// twinObject gives the members of an object in order.
func twinObject(raw []byte) ([]twinMember, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("no object: %v %v", t, err)
	}
	seen := map[string]bool{}
	var members []twinMember
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		m := twinMember{name: t.(string)}
		if seen[m.name] {
			return nil, errors.New("repeated")
		}
		seen[m.name] = true
		if err := d.Decode(&m.raw); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	_, err := d.Token()
	return members, err
}

// twinForm refuses what encoding/json lets through: broken UTF-8, half surrogates, line breaks within a line.
func twinForm(line []byte) error {
	if !utf8.Valid(line) || !json.Valid(line) || bytes.ContainsRune(line, '\n') {
		return errors.New("form")
	}
	for rest := string(line); ; {
		at := strings.IndexByte(rest, '\\')
		if at < 0 {
			return nil
		}
		if rest[at+1] != 'u' {
			rest = rest[at+2:]
			continue
		}
		unit, _ := strconv.ParseUint(rest[at+2:at+6], 16, 16)
		rest = rest[at+6:]
		if unit < 0xD800 || unit > 0xDFFF {
			continue
		}
		if unit > 0xDBFF || !strings.HasPrefix(rest, `\u`) {
			return errors.New("half a pair")
		}
		low, _ := strconv.ParseUint(rest[2:6], 16, 16)
		if low < 0xDC00 || low > 0xDFFF {
			return errors.New("half a pair")
		}
		rest = rest[6:]
	}
}

func twinText(raw []byte) (string, error) {
	if raw[0] != '"' {
		return "", errors.New("no text")
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err
}

func twinTexts(raw []byte) ([]string, error) {
	if raw[0] != '[' {
		return nil, errors.New("no list")
	}
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		return nil, err
	}
	texts := []string{}
	for _, p := range parts {
		s, err := twinText(p)
		if err != nil {
			return nil, err
		}
		texts = append(texts, s)
	}
	return texts, nil
}

func twinValue(raw []byte, declared value.Kind) (value.Value, error) {
	var none value.Value
	as := func(k value.Kind, v value.Value) (value.Value, error) {
		if declared != value.None && declared != k {
			return none, errors.New("kind")
		}
		return v, nil
	}
	switch raw[0] {
	case '"':
		s, err := twinText(raw)
		if err != nil || declared == value.Texts {
			return none, errors.New("text")
		}
		if declared == value.None || declared == value.Text {
			return value.Of(s), nil
		}
		return value.Parse(declared, s)
	case 't', 'f':
		return as(value.Bool, value.Of(raw[0] == 't'))
	case '[':
		texts, err := twinTexts(raw)
		if err != nil {
			return none, err
		}
		return as(value.Texts, value.Of(texts))
	case 'n', '{':
		return none, errors.New("null or object")
	}
	text := string(raw)
	if strings.ContainsAny(text, ".eE") {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return none, err
		}
		return as(value.Float, value.Of(f))
	}
	n, ok := new(big.Int).SetString(text, 10)
	if !ok || !n.IsInt64() {
		return none, errors.New("does not fit")
	}
	if declared == value.Float {
		f, exact := new(big.Float).SetInt(n).Float64()
		if exact != big.Exact {
			return none, errors.New("inexact")
		}
		if n.Sign() == 0 && text[0] == '-' {
			f = math.Copysign(0, -1)
		}
		return value.Of(f), nil
	}
	return as(value.Int, value.Of(n.Int64()))
}

// twinTime is what the standard library reads, within the grammar of RFC 3339: it also lets a decimal comma, an hour of one digit and an offset of 24 hours through.
func twinTime(text string) (time.Time, error) {
	grammar := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)
	if !grammar.MatchString(text) {
		return time.Time{}, errors.New("no RFC 3339")
	}
	return time.Parse(time.RFC3339, text)
}

func twinEvent(line []byte) (Event, error) {
	if err := twinForm(line); err != nil {
		return Event{}, err
	}
	members, err := twinObject(line)
	if err != nil {
		return Event{}, err
	}
	var e Event
	for _, m := range members {
		if m.name == "properties" {
			properties, err := twinObject(m.raw)
			if err != nil {
				return Event{}, err
			}
			for _, p := range properties {
				v, err := twinValue(p.raw, twinKinds[p.name])
				if err != nil {
					return Event{}, err
				}
				e.Properties = append(e.Properties, Property{p.name, v})
			}
			continue
		}
		text, err := twinText(m.raw)
		if err != nil || text == "" {
			return Event{}, errors.New("text")
		}
		switch m.name {
		case "person":
			e.Person = text
		case "event":
			e.Name = text
		case "id":
			e.ID = text
		case "time":
			if e.Time, err = twinTime(text); err != nil {
				return Event{}, err
			}
			e.Time = time.UnixMilli(e.Time.UnixMilli()).UTC()
		default:
			return Event{}, errors.New("unknown")
		}
	}
	return e, e.Check()
}

func twinPerson(line []byte) (person, error) {
	if err := twinForm(line); err != nil {
		return person{}, err
	}
	members, err := twinObject(line)
	if err != nil {
		return person{}, err
	}
	p := person{attributes: people.Attributes{}}
	for _, m := range members {
		switch m.name {
		case "id":
			if p.id, err = twinText(m.raw); err != nil {
				return person{}, err
			}
		case "tags":
			if p.tags, err = twinTexts(m.raw); err != nil {
				return person{}, err
			}
		case "attributes":
			attributes, err := twinObject(m.raw)
			if err != nil {
				return person{}, err
			}
			for _, a := range attributes {
				v, err := twinValue(a.raw, twinKinds[a.name])
				if err != nil {
					return person{}, err
				}
				if a.name == "" || len(a.name) > 512 || len(twinContent(v)) > 65536 || v.Check() != nil {
					return person{}, errors.New("attribute")
				}
				p.attributes[a.name] = v
			}
		default:
			return person{}, errors.New("unknown")
		}
	}
	for _, name := range append([]string{p.id}, p.tags...) {
		if name == "" || len(name) > 512 {
			return person{}, errors.New("name")
		}
	}
	return p, nil
}

func twinContent(v value.Value) string {
	_, _, text := v.Raw()
	return text
}

// fastEvent is the decoder under test with the check that Append makes.
func fastEvent(d *eventDecoder, line []byte) (Event, error) {
	var e Event
	properties, err := d.decode(line, &e, nil)
	if err != nil {
		return Event{}, err
	}
	e.Properties = properties
	return e, e.Check()
}

// decoders are used for line after line, as an import does.
type decoders struct {
	event  *eventDecoder
	person *personDecoder
}

func newDecoders() decoders {
	return decoders{newEventDecoder(twinDeclared), newPersonDecoder(twinDeclared)}
}

// requireSame decodes a line in every way.
func (d decoders) requireSame(t *testing.T, line []byte) {
	t.Helper()
	want, refused := twinEvent(line)
	got, err := fastEvent(d.event, line)
	require.Equal(t, refused != nil, err != nil, "event %q: twin says %v, decoder says %v", line, refused, err)
	if err == nil {
		require.True(t, want.Time.Equal(got.Time), "%q", line)
		want.Time, got.Time = time.Time{}, time.Time{}
		if len(got.Properties) == 0 {
			got.Properties = nil
		}
		require.Equal(t, want, got, "%q", line)
	}
	wantPerson, refused := twinPerson(line)
	gotPerson, err := d.person.decode(line)
	require.Equal(t, refused != nil, err != nil, "person %q: twin says %v, decoder says %v", line, refused, err)
	if err == nil {
		if gotPerson.attributes == nil {
			gotPerson.attributes = people.Attributes{}
		}
		require.Equal(t, wantPerson, gotPerson, "%q", line)
	}
}

// twinLines are lines of every kind, good and bad.
var twinLines = []string{
	`{"person":"ana","event":"Song Played","time":"2026-05-03T10:00:00+02:00"}`,
	`{"person":"ana","event":"Song Played","time":"2026-05-03T10:00:00Z","id":"e1","properties":{"genre":"rock","length":215,"rate":1.5,"live":true,"tags":["a","b"]}}`,
	" {\t\"time\" : \"2026-05-03T10:00:00.123456789-09:30\" , \"properties\" : { } , \"event\":\"A\",\"person\":\"p\" }\r",
	`{"person":"\u017eana \ud83d\ude00 \"\\\/\b\f\n\r\t","event":"A","time":"2026-05-03T10:00:00Z","properties":{"a\u0062":"x","":"y"}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"day":"2026-05-03","at":"2026-05-03T10:00:00.9+02:00","f":3,"i":"42","b":"true","t":"7","l":[]}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"f":-0,"i":-0,"x":-0,"y":-0.0,"z":0}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":9223372036854775807,"y":-9223372036854775808,"z":1e300}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"f":9007199254740993}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"f":9223372036854775807}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"f":9007199254740994}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":9223372036854775808}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":-9223372036854775809}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":99999999999999999999999999}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":1e999}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":01}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":1.}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":.5}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":1e}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":-}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":+1}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":null}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":{"y":1}}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":[1,"a"]}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":["a",]}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":["a" "b"]}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":1,"x":2}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":1,}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x" 1}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{,}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":[]}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":tru}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"x":truex}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"day":"3.5.2026"}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"day":7}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"i":1.0}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"b":1}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"l":"a"}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","properties":{"t":["a"]}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","id":""}`,
	`{"person":"","event":"A","time":"2026-05-03T10:00:00Z"}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00"}`,
	`{"person":"a","event":"A","time":"0001-01-01T00:00:00Z"}`,
	`{"person":"a","event":"A","time":"0000-06-01T00:00:00Z"}`,
	`{"person":"a","event":"A","time":"9999-12-31T23:59:59-01:00"}`,
	`{"person":"a","event":"A","time":1714730400}`,
	`{"person":"a","event":"A"}`,
	`{"event":"A","time":"2026-05-03T10:00:00Z"}`,
	`{"person":"a","time":"2026-05-03T10:00:00Z"}`,
	`{"person":"a","person":"b","event":"A","time":"2026-05-03T10:00:00Z"}`,
	`{"Person":"a","event":"A","time":"2026-05-03T10:00:00Z"}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z","extra":1}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z"}}`,
	`{"person":"a","event":"A","time":"2026-05-03T10:00:00Z"} {}`,
	`{"person":"a\ud800","event":"A","time":"2026-05-03T10:00:00Z"}`,
	`{"person":"a\udc00\ud800","event":"A","time":"2026-05-03T10:00:00Z"}`,
	`{"person":"a\ud800\u0041","event":"A","time":"2026-05-03T10:00:00Z"}`,
	`{"person":"a\ufffd","event":"A","time":"2026-05-03T10:00:00Z"}`,
	`{"person":"a\u12","event":"A","time":"2026-05-03T10:00:00Z"}`,
	`{"person":"a\x","event":"A","time":"2026-05-03T10:00:00Z"}`,
	"{\"person\":\"a\xff\",\"event\":\"A\",\"time\":\"2026-05-03T10:00:00Z\"}",
	"{\"person\":\"a\tb\",\"event\":\"A\",\"time\":\"2026-05-03T10:00:00Z\"}",
	"{\"person\":\"a\\n\x01\",\"event\":\"A\",\"time\":\"2026-05-03T10:00:00Z\"}",
	"\ufeff" + `{"person":"a","event":"A","time":"2026-05-03T10:00:00Z"}`,
	`{"id":"ana"}`,
	`{"id":"ana","attributes":{},"tags":[]}`,
	`{"id":"ana","attributes":{"country":"HR","age":33,"day":"2026-05-03"},"tags":["beta","staff"]}`,
	`{"id":"ana","attributes":{"":"HR"}}`,
	`{"id":"ana","attributes":{"a":1,"a":1}}`,
	`{"id":"ana","attributes":{"a":null}}`,
	`{"id":"ana","attributes":null}`,
	`{"id":"ana","tags":[""]}`,
	`{"id":"ana","tags":["a",1]}`,
	`{"id":"ana","tags":"a"}`,
	`{"id":""}`,
	`{"id":7}`,
	`{"ID":"ana"}`,
	`{}`, `[]`, `null`, `7`, `"a"`, `{`, `{"`, `x`, ``, ` `,
}

func TestImportDecodersAgreeWithTheirTwins(t *testing.T) {
	d := newDecoders()
	for _, line := range twinLines {
		d.requireSame(t, []byte(line))
		for i := range line { // truncated at every byte
			d.requireSame(t, []byte(line[:i]))
		}
	}
	for _, line := range twinLines[:4] { // flipped at every bit
		for i := range line {
			for bit := range 8 {
				flipped := []byte(line)
				if flipped[i] ^= 1 << bit; flipped[i] != '\n' {
					d.requireSame(t, flipped)
				}
			}
		}
	}
}

func FuzzImportDecodersAgreeWithTheirTwins(f *testing.F) {
	for _, line := range twinLines {
		f.Add([]byte(line))
	}
	d := newDecoders()
	f.Fuzz(func(t *testing.T, line []byte) {
		if !bytes.ContainsRune(line, '\n') && len(line) <= 4096 {
			d.requireSame(t, line)
		}
	})
}

func TestImportTimesAgreeWithTheStandardLibrary(t *testing.T) {
	good := "2024-02-29T23:59:58.123456789+13:45"
	texts := []string{good, "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2000-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z",
		"2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00z", "2026-01-01t00:00:00Z",
		"2026-01-01 00:00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00,5Z", "2026-01-01T00:00:00.1234567891234Z", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+23:60",
		"2026-01-01T00:00:00-00:00", "2026-01-01T00:00:00+0100", "2026-01-01T0:00:00Z", "1969-12-31T23:59:59.9999Z", "2026-01-01T00:00:00.999999999Z", "2026-01-01", ""}
	for i := range good {
		for c := byte(' '); c < 0x7f; c++ {
			texts = append(texts, good[:i]+string(c)+good[i+1:])
		}
		texts = append(texts, good[:i], good[i:], good[:i]+good[i+1:])
	}
	for _, text := range texts {
		want, refused := twinTime(text)
		got, ok := instant([]byte(text))
		require.Equal(t, refused == nil, ok, "%q: %v", text, refused)
		if ok {
			require.Equal(t, want.UnixMilli(), got.UnixMilli(), text)
			require.Zero(t, got.Nanosecond()%1e6, text)
		}
	}
}

func TestLineReaderGivesWholeLines(t *testing.T) {
	long := strings.Repeat("x", MaxLineBytes)
	for _, c := range []struct {
		name string
		in   string
		want []string
		err  error
	}{
		{"nothing", "", nil, io.EOF},
		{"no end", "a", []string{"a"}, io.EOF},
		{"one byte that gzip starts with", "\x1f", []string{"\x1f"}, io.EOF},
		{"ends of both kinds", "a\nb\r\n\n\r\nc\n", []string{"a", "b", "", "", "c"}, io.EOF},
		{"longest", long + "\r\n" + long + "\n" + long, []string{long, long, long}, io.EOF},
		{"too long", "a\n" + long + "x\nb\n", []string{"a"}, ErrLimit},
		{"far too long", "a\n" + long + long + long + "\nb\n", []string{"a"}, ErrLimit},
		{"too long, at the end", "a\n" + long + "x", []string{"a"}, ErrLimit},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLineReader(strings.NewReader(c.in), 0)
			var got []string
			line, err := l.next()
			for ; err == nil; line, err = l.next() {
				got = append(got, string(line))
			}
			require.Equal(t, c.want, got)
			require.ErrorIs(t, err, c.err)
			_, again := l.next()
			require.ErrorIs(t, again, c.err, "an end is an end")
		})
	}
}
