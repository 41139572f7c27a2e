package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/footfall-go/footfall/people/value"
)

// What is wrong with a record or a snapshot that is read back; test with errors.Is.
var (
	// ErrDamaged is a record or a snapshot that is not what was written: cut off, changed, or out of its place.
	ErrDamaged = errors.New("store: damaged")

	// ErrNewer is a record or a snapshot of a later version of this package.
	ErrNewer = errors.New("store: written by a newer version")
)

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrDamaged, fmt.Errorf(format, args...))
}

// encoder writes the parts of records and snapshots one after the other: numbers as varints in their shortest form, texts behind their length.
type encoder struct{ b []byte }

func (e *encoder) byte(c byte)     { e.b = append(e.b, c) }
func (e *encoder) count(n int)     { e.b = binary.AppendUvarint(e.b, uint64(n)) }
func (e *encoder) number(u uint64) { e.b = binary.AppendUvarint(e.b, u) }
func (e *encoder) signed(n int64)  { e.number(zigzag(n)) }

func (e *encoder) text(s string) {
	e.b = binary.AppendUvarint(e.b, uint64(len(s)))
	e.b = append(e.b, s...)
}

func (e *encoder) bytes(s []byte) {
	e.b = binary.AppendUvarint(e.b, uint64(len(s)))
	e.b = append(e.b, s...)
}

func (e *encoder) bool(is bool) {
	if is {
		e.byte(1)
	} else {
		e.byte(0)
	}
}

func (e *encoder) texts(list []string) {
	e.count(len(list))
	for _, s := range list {
		e.text(s)
	}
}

// value writes a kind and what it holds.
func (e *encoder) value(v value.Value) {
	kind, num, text := v.Raw()
	e.byte(byte(kind))
	e.content(kind, num, text)
}

// content writes the parts of value.Raw without the kind.
func (e *encoder) content(kind value.Kind, num uint64, text string) {
	switch kind {
	case value.Text, value.Texts:
		e.text(text)
	case value.Float:
		e.b = binary.LittleEndian.AppendUint64(e.b, num)
	case value.Bool:
		e.byte(byte(num))
	default:
		e.signed(int64(num))
	}
}

// decoder reads what an encoder wrote. The first thing that is wrong stays in err, and everything read after it is zero, so that a caller asks once. It never panics and never allocates
// more than what is left to be read can fill.
type decoder struct {
	rest  string // texts handed out by text are parts of it; those by name are not
	err   error
	names map[string]string
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = damaged(format, args...)
	}
	d.rest = ""
}

func (d *decoder) byte() byte {
	if d.rest == "" {
		d.fail("ends early")
		return 0
	}
	c := d.rest[0]
	d.rest = d.rest[1:]
	return c
}

func (d *decoder) number() uint64 {
	u := uint64(0)
	for i := range binary.MaxVarintLen64 {
		if i >= len(d.rest) {
			d.fail("ends within a number")
			return 0
		}
		c := d.rest[i]
		if i == binary.MaxVarintLen64-1 && c > 1 || i > 0 && c == 0 {
			break
		}
		u |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			d.rest = d.rest[i+1:]
			return u
		}
	}
	d.fail("a number is not in its shortest form")
	return 0
}

func (d *decoder) signed() int64 { return unzigzag(d.number()) }

// count reads the length of a list whose elements take at least size bytes each.
func (d *decoder) count(size int) int {
	n := d.number()
	if n > uint64(len(d.rest)/size) {
		d.fail("a list of %d in %d bytes", n, len(d.rest))
		return 0
	}
	return int(n)
}

func (d *decoder) text() string {
	n := d.count(1)
	s := d.rest[:n]
	d.rest = d.rest[n:]
	return s
}

// maxDecodedNames bounds the names that a decoder remembers.
const maxDecodedNames = 4096

// name reads a text that is going to be kept: a copy, the same one for the same name where it can.
func (d *decoder) name() string {
	s := d.text()
	if known, ok := d.names[s]; ok {
		return known
	}
	if d.names == nil || len(d.names) >= maxDecodedNames {
		d.names = map[string]string{}
	}
	s = strings.Clone(s)
	d.names[s] = s
	return s
}

func (d *decoder) bool() bool {
	c := d.byte()
	if c > 1 {
		d.fail("a truth value of %d", c)
	}
	return c == 1
}

func (d *decoder) texts() []string {
	n := d.count(1)
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = d.text()
	}
	return list
}

func (d *decoder) value() value.Value { return d.content(d.kind()) }

func (d *decoder) kind() value.Kind {
	k := value.Kind(d.byte())
	if d.err == nil && (k == value.None || k > value.Texts) {
		d.fail("a value of kind %d", k)
	}
	return k
}

func (d *decoder) content(kind value.Kind) value.Value {
	switch kind {
	case value.Text, value.Texts:
		return value.FromRaw(kind, 0, d.text())
	case value.Float:
		if len(d.rest) < 8 {
			d.fail("ends within a float")
			return value.Value{}
		}
		u := binary.LittleEndian.Uint64([]byte(d.rest[:8]))
		d.rest = d.rest[8:]
		v := value.FromRaw(kind, u, "")
		if _, num, _ := v.Raw(); num != u {
			d.fail("a float of bits %x", u)
		}
		return v
	case value.Bool:
		return value.FromRaw(kind, uint64(d.byte()), "")
	default:
		return value.FromRaw(kind, uint64(d.signed()), "")
	}
}

func (d *decoder) date() value.Date {
	n := d.signed()
	if n != int64(int32(n)) {
		d.fail("day %d", n)
		return 0
	}
	return value.Date(n)
}

// time reads Unix milliseconds.
func (d *decoder) time() time.Time { return storedTime(d.signed()) }

// storedTime is a time in the millisecond. The zero Time says "not given", which a time that was kept never does: it is another instant of its millisecond.
func storedTime(ms int64) time.Time {
	if ms == (time.Time{}).UnixMilli() {
		return millis(ms).Add(1)
	}
	return millis(ms)
}

// end fails where something is left.
func (d *decoder) end() error {
	if d.err == nil && d.rest != "" {
		d.fail("%d bytes too many", len(d.rest))
	}
	return d.err
}

// maxEncoded bounds a record and a block of a snapshot.
const maxEncoded = math.MaxInt32 / 2
