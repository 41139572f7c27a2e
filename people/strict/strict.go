package strict

import (
	"fmt"
	"strconv"
	"strings"
)

// Limits of a definition, as Object, Names and Check apply them.
const (
	MaxDepth = 32   // nesting of objects and lists
	MaxNodes = 1000 // objects, lists and scalars; names do not count
)

// Limits bounds what is decoded. Reports, which are longer than definitions, have their own.
type Limits struct {
	Depth int // most nesting of objects and lists; 0 or less: MaxDepth
	Nodes int // most objects, lists and scalars; 0 or less: MaxNodes
}

// Field binds a name to the place that its value is decoded into.
type Field struct {
	Name string

	// Into is a pointer, or a func([]byte) error such as Each and One make. Through a pointer, in this order: a json.Unmarshaler or an
	// encoding.TextUnmarshaler decodes itself; a list, a map with text keys, a pointer and a struct (fields by json tag; required unless
	// the tag has omitempty or omitzero) are taken apart, each part by these same rules; text, numbers and booleans as encoding/json does.
	Into any

	Required bool
}

// Object decodes one JSON object into fields. what names the thing in errors ("funnel query"). Errors, each an *Error that wraps the
// sentinel given: not JSON, or bytes after it (ErrSyntax); invalid UTF-8 or half of a surrogate pair in a text (ErrUTF8); null anywhere
// (ErrNull); a name twice in one object, at any depth (ErrRepeated); too deep (ErrDepth), too many nodes (ErrNodes); not an object, or a
// value of the wrong type (ErrType); an unknown or wrong-case name (ErrUnknown); a missing required field (ErrMissing); and whatever a
// field's own decoder says, below its path. Where fields hold Version, a newer version is ErrVersion and is reported before unknown names,
// since a newer version may well have new names. Nothing is promised of the fields on an error: decode into a fresh value and assign it at
// the end. The form of everything within is checked once, before anything is decoded.
func Object(data []byte, what string, fields ...Field) error {
	return Limits{}.Object(data, what, fields...)
}

// Names gives the names that an object has, in order of appearance, after the checks of form that Object makes: for sum types that are told
// apart by their names. Object still has to be called to decode it.
func Names(data []byte, what string) ([]string, error) {
	parts, err := Limits{}.scan(data, what)
	if err != nil {
		return nil, err
	}
	if !isObject(data) {
		return nil, &Error{What: what, Err: wrongType("an object", data)}
	}
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.name
	}
	return names, nil
}

// Check makes the checks of form that Object makes, on any JSON value, and decodes nothing: for values that are not objects, and for a
// MarshalJSON that wants to know that what it wrote can be read back.
func Check(data []byte, what string) error {
	return Limits{}.Check(data, what)
}

// Check is Check within other limits.
func (l Limits) Check(data []byte, what string) error {
	_, err := l.scan(data, what)
	return err
}

// Object is Object within other limits. They do not reach into a type whose UnmarshalJSON calls Object by itself.
func (l Limits) Object(data []byte, what string, fields ...Field) error {
	parts, err := l.scan(data, what)
	if err != nil {
		return err
	}
	if !isObject(data) {
		return &Error{What: what, Err: wrongType("an object", data)}
	}
	if err := members(parts, fields); err != nil {
		return below(what, "", err)
	}
	return nil
}

// Value decodes a JSON value that is no object with fields, a map, say, by the rules of Field.Into, with the errors of Object.
func (l Limits) Value(data []byte, what string, into any) error {
	if err := l.Check(data, what); err != nil {
		return err
	}
	if err := decodeInto(trim(data), into); err != nil {
		return below(what, "", err)
	}
	return nil
}

// Each makes a Field.Into for a list whose elements one function decodes: a list of a sum type. The list is replaced; an empty one is
// empty, not nil.
func Each[T any](into *[]T, one func([]byte) (T, error)) func([]byte) error {
	return func(data []byte) error {
		parts, err := split(data, '[')
		if err != nil {
			return err
		}
		list := make([]T, 0, len(parts))
		for i, p := range parts {
			v, err := one(p.data)
			if err != nil {
				return below("", index(i), err)
			}
			list = append(list, v)
		}
		*into = list
		return nil
	}
}

// One makes a Field.Into for a value that a function decodes: a sum type.
func One[T any](into *T, one func([]byte) (T, error)) func([]byte) error {
	return func(data []byte) error {
		v, err := one(data)
		if err != nil {
			return err
		}
		*into = v
		return nil
	}
}

// Version is the field of a definition's version, "version": 1 to max are read, absent is 1, a newer one is ErrVersion.
func Version(max int) Field {
	return Field{Name: versionName, Into: func(data []byte) error {
		n, err := strconv.Atoi(string(data))
		if err != nil || n < 1 {
			return fmt.Errorf("%w: want a version from 1 to %d, have %s", ErrVersion, max, Clip(data))
		}
		if n > max {
			return fmt.Errorf("%w: %d is newer than %d, the newest that can be read here", ErrVersion, n, max)
		}
		return nil
	}}
}

const versionName = "version"

// members decodes the members of one object into fields.
func members(parts []part, fields []Field) error {
	// The version first: a newer definition should be refused as newer, not for the new names that it has.
	for _, first := range []bool{true, false} {
		for _, p := range parts {
			if (p.name == versionName) != first {
				continue
			}
			f := find(fields, p.name)
			if f == nil {
				return unknown(p.name, fields)
			}
			if err := decodeInto(p.data, f.Into); err != nil {
				return below("", f.Name, err)
			}
		}
	}
	for _, f := range fields {
		if f.Required && !has(parts, f.Name) {
			return &Error{Err: fmt.Errorf("%w %q", ErrMissing, f.Name)}
		}
	}
	return nil
}

func find(fields []Field, name string) *Field {
	for i := range fields {
		if fields[i].Name == name {
			return &fields[i]
		}
	}
	return nil
}

func has(parts []part, name string) bool {
	for _, p := range parts {
		if p.name == name {
			return true
		}
	}
	return false
}

// unknown says which name is not known, and which one was probably meant.
func unknown(name string, fields []Field) error {
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.Name
	}
	if meant := Meant(name, known); meant != "" {
		return &Error{Err: fmt.Errorf("%w %s (did you mean %q?)", ErrUnknown, Quote(name), meant)}
	}
	if len(known) == 0 {
		return &Error{Err: fmt.Errorf("%w %s (none is known here)", ErrUnknown, Quote(name))}
	}
	return &Error{Err: fmt.Errorf("%w %s (known: %s)", ErrUnknown, Quote(name), strings.Join(known, ", "))}
}
