package segment

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// MarshalJSON writes the segment as UnmarshalJSON reads it (see the package comment), fields always in the same order and left out where they are zero. What
// Check refuses is not written: the error is Check's.
func (s Segment) MarshalJSON() ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	return s.encode()
}

// encode writes a segment of any size, for Check to measure.
func (s Segment) encode() ([]byte, error) {
	o := newObject()
	o.put("version", 1)
	if s.Name != "" {
		o.put("name", s.Name)
	}
	if s.Where != nil {
		o.predicate("where", s.Where)
	}
	return o.close()
}

func encode(p Predicate) ([]byte, error) {
	o := newObject()
	switch p := p.(type) {
	case All:
		o.predicates("all", p)
	case Any:
		o.predicates("any", p)
	case Not:
		o.predicate("not", p.Of)
	case Attribute:
		o.put("attribute", p.Name)
		o.put("op", p.Test.Op)
		if len(p.Test.Args) > 0 {
			o.put("values", p.Test.Args)
		}
		if p.Test.Fold {
			o.put("fold", true)
		}
	case Tag:
		o.put("tag", string(p))
	case TaggedAny:
		o.put("tags_any", []string(p))
	case TaggedAll:
		o.put("tags_all", []string(p))
	case Did:
		o.put("did", p.Event)
		if !p.Count.IsZero() {
			o.put("count", p.Count)
		}
		if !p.Days.IsZero() {
			o.put("days", p.Days)
		}
		if !p.In.IsZero() {
			o.put("in", p.In)
		}
		if p.Near != nil {
			o.put("near", p.Near)
		}
	case First:
		o.put("first", p.Event)
		if !p.In.IsZero() {
			o.put("in", p.In)
		}
	case Last:
		o.put("last", p.Event)
		if !p.In.IsZero() {
			o.put("in", p.In)
		}
	case Saved:
		o.put("segment", string(p))
	default:
		return nil, fmt.Errorf("%w: a predicate of type %T", ErrInvalid, p)
	}
	return o.close()
}

// object writes a JSON object field by field: encoding/json would sort a map, and escape the < of an operator.
type object struct {
	buf bytes.Buffer
	enc *json.Encoder
	err error
}

func newObject() *object {
	o := &object{}
	o.enc = json.NewEncoder(&o.buf)
	o.enc.SetEscapeHTML(false)
	o.buf.WriteByte('{')
	return o
}

func (o *object) put(name string, v any) {
	if o.buf.Len() > 1 {
		o.buf.WriteByte(',')
	}
	fmt.Fprintf(&o.buf, "%q:", name)
	if err := o.enc.Encode(v); err != nil {
		o.err = errors.Join(o.err, err)
		return
	}
	o.buf.Truncate(o.buf.Len() - 1) // the encoder's line feed
}

func (o *object) predicate(name string, p Predicate) {
	data, err := encode(p)
	if err != nil {
		o.err = errors.Join(o.err, err)
		return
	}
	o.put(name, json.RawMessage(data))
}

func (o *object) predicates(name string, ps []Predicate) {
	list := make([]json.RawMessage, len(ps))
	for i, p := range ps {
		data, err := encode(p)
		if err != nil {
			o.err = errors.Join(o.err, err)
			return
		}
		list[i] = data
	}
	o.put(name, list)
}

func (o *object) close() ([]byte, error) {
	if o.err != nil {
		return nil, o.err
	}
	o.buf.WriteByte('}')
	return o.buf.Bytes(), nil
}
