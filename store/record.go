package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// A record is one commit in bytes: all of its changes, with the people in them by their IDs, so that it can be made again on any copy of the state before it.
//
//	version   1 byte: the lowest that has all of the changes
//	length    of the payload, uvarint
//	payload   number of the commit, number of changes, the changes: each a code and its fields
//	checksum  CRC-32C of all before it, 4 bytes, little-endian
//
// Commits are numbered 1, 2, 3 ... A snapshot says up to which number it goes. So replaying knows what it has already, and notices what is missing.
const recordVersion = 2 // the newest; it has opRedact

// since is the first version of records that has a change.
func (o op) since() byte {
	if o == opRedact {
		return 2
	}
	return 1
}

// code is what a record calls a change. Codes are never given another meaning; 0 is none.
func (o op) code() byte {
	switch o {
	case opEvents:
		return 1
	case opSetAttributes:
		return 2
	case opRemoveAttributes:
		return 3
	case opTagPeople:
		return 4
	case opTagSet:
		return 5
	case opUntagSet:
		return 6
	case opCreateTag:
		return 7
	case opRenameTag:
		return 8
	case opDeleteTag:
		return 9
	case opDeclareAttribute:
		return 10
	case opDeclareProperty:
		return 11
	case opMerge:
		return 12
	case opDelete:
		return 13
	case opDropBefore:
		return 14
	case opPutNote:
		return 15
	case opRemoveNote:
		return 16
	case opRedact:
		return 17
	}
	return 0
}

func opOf(code byte) (op, bool) {
	for o := range opCount {
		if o.code() == code && code != 0 {
			return o, true
		}
	}
	return 0, false
}

// checksum is CRC-32C. MakeTable hands out the one table there is of it.
func checksum(parts ...[]byte) uint32 {
	sum := uint32(0)
	for _, b := range parts {
		sum = crc32.Update(sum, crc32.MakeTable(crc32.Castagnoli), b)
	}
	return sum
}

// appendRecord appends the record of a commit. Sets have been brought to the present state before, see carried.
func appendRecord(to []byte, number uint64, changes []change) ([]byte, error) {
	from := len(to)
	const room = 1 + binary.MaxVarintLen32 // of version and length: the payload is moved to where they end
	e := encoder{append(to, make([]byte, room)...)}
	e.number(number)
	e.count(len(changes))
	version := byte(1)
	for i := range changes {
		version = max(version, changes[i].op.since())
		if err := e.change(&changes[i]); err != nil {
			return to, err
		}
	}
	size := len(e.b) - from - room
	if size > maxEncoded {
		return to, over("store: a commit of %d bytes, at most %d", size, maxEncoded)
	}
	head := append(e.b[from:from], version)
	head = binary.AppendUvarint(head, uint64(size))
	copy(e.b[from+len(head):], e.b[from+room:])
	e.b = e.b[:from+len(head)+size]
	return binary.LittleEndian.AppendUint32(e.b, checksum(e.b[from:])), nil
}

func (e *encoder) change(c *change) error {
	code := c.op.code()
	if code == 0 {
		return fmt.Errorf("store: change of kind %d has no code in records", c.op)
	}
	e.byte(code)
	switch c.op {
	case opEvents:
		e.events(c.events)
	case opSetAttributes:
		e.text(c.person)
		e.count(len(c.attributes))
		for _, name := range sortedNames(c.attributes) {
			e.text(name)
			e.value(c.attributes[name])
		}
	case opRemoveAttributes:
		e.text(c.person)
		e.texts(c.names)
	case opTagPeople:
		e.text(c.name)
		e.texts(c.names)
	case opTagSet, opUntagSet:
		e.text(c.name)
		e.count(c.set.Len())
		for id := range c.set.IDs() {
			e.text(id)
		}
	case opCreateTag, opDeleteTag:
		e.text(c.name)
	case opRenameTag:
		e.text(c.name)
		e.text(c.to)
	case opDeclareAttribute, opDeclareProperty:
		e.text(c.name)
		e.byte(byte(c.declare.Kind))
		e.bool(c.declare.Indexed)
	case opMerge:
		e.text(c.person)
		e.text(c.into)
	case opDelete, opRedact:
		e.text(c.person)
	case opDropBefore:
		e.signed(int64(c.day))
	case opPutNote, opRemoveNote:
		e.note(&c.note)
		e.number(c.revision)
	}
	return nil
}

func (e *encoder) events(events []Event) {
	e.count(len(events))
	for i := range events {
		ev := &events[i]
		e.text(ev.Person)
		e.text(ev.Name)
		e.signed(unixMilli(ev.Time))
		e.text(ev.ID)
		e.count(len(ev.Properties))
		for j := range ev.Properties {
			e.text(ev.Properties[j].Name)
			e.value(ev.Properties[j].Value)
		}
	}
}

func (e *encoder) note(n *Note) {
	e.text(n.Kind)
	e.text(n.Name)
	e.bytes(n.Body)
	e.texts(n.Uses)
}

// openRecord verifies a record and gives the bytes between its head and its checksum.
func openRecord(record []byte) (payload []byte, err error) {
	if len(record) > 0 && record[0] > recordVersion {
		return nil, fmt.Errorf("%w: a record of version %d, known are 1 to %d", ErrNewer, record[0], recordVersion)
	}
	if len(record) < 6 || record[0] == 0 {
		return nil, damaged("a record of %d bytes", len(record))
	}
	body := record[:len(record)-4]
	if sum := binary.LittleEndian.Uint32(record[len(body):]); sum != checksum(body) {
		return nil, damaged("a record of %d bytes: checksum %08x, not %08x", len(record), checksum(body), sum)
	}
	size, n := binary.Uvarint(body[1:])
	if n <= 0 || size != uint64(len(body)-1-n) {
		return nil, damaged("a record of %d bytes with a payload of %d", len(record), size)
	}
	return body[1+n:], nil
}

// decodeRecord reads a record. It allocates at most 64 bytes for each of its bytes.
func decodeRecord(record []byte) (number uint64, changes []change, err error) {
	payload, err := openRecord(record)
	if err != nil {
		return 0, nil, err
	}
	d := decoder{rest: string(payload)}
	number = d.number()
	version := byte(1)
	for n := d.count(2); n > 0 && d.err == nil; n-- {
		c := d.change()
		version = max(version, c.op.since())
		changes = append(changes, c)
	}
	if version != record[0] && d.err == nil {
		d.fail("a record of version %d with changes of version %d", record[0], version)
	}
	if number == 0 && d.err == nil {
		d.fail("a record without number")
	}
	return number, changes, d.end()
}

func (d *decoder) change() (c change) {
	code := d.byte()
	o, ok := opOf(code)
	if !ok {
		d.fail("a change with code %d", code)
		return c
	}
	c.op = o
	switch o {
	case opEvents:
		c.events = d.events()
	case opSetAttributes:
		c.person = d.text()
		n := d.count(3)
		c.attributes = make(people.Attributes, min(n, 64))
		for range n {
			name, v := d.name(), d.value()
			if _, twice := c.attributes[name]; twice {
				d.fail("attribute %s twice", strict.Quote(name))
			}
			if d.err != nil {
				return c
			}
			c.attributes[name] = v
		}
	case opRemoveAttributes:
		c.person, c.names = d.text(), d.texts()
	case opTagPeople, opTagSet, opUntagSet:
		c.name, c.names = d.name(), d.texts()
	case opCreateTag, opDeleteTag:
		c.name = d.name()
	case opRenameTag:
		c.name, c.to = d.name(), d.name()
	case opDeclareAttribute, opDeclareProperty:
		c.name = d.name()
		c.declare = people.Declaration{Kind: value.Kind(d.byte()), Indexed: d.bool()}
	case opMerge:
		c.person, c.into = d.text(), d.text()
	case opDelete, opRedact:
		c.person = d.text()
	case opDropBefore:
		c.day = d.date()
	case opPutNote, opRemoveNote:
		c.note, c.revision = d.note(), d.number()
	}
	return c
}

func (d *decoder) events() []Event {
	n := d.count(5)
	if n == 0 {
		return nil
	}
	events := make([]Event, 0, n)
	for range n {
		e := Event{Person: d.text(), Name: d.name(), Time: d.time(), ID: d.text()}
		if k := d.count(3); k > 0 {
			e.Properties = make([]Property, k)
			for j := range e.Properties {
				e.Properties[j] = Property{d.name(), d.value()}
			}
		}
		if d.err != nil {
			return nil
		}
		events = append(events, e)
	}
	return events
}

func (d *decoder) note() Note {
	n := Note{Kind: d.name(), Name: d.name(), Body: []byte(d.text())}
	for range d.count(1) {
		n.Uses = append(n.Uses, d.name())
	}
	return n
}
