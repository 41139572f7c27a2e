// Package strict decodes the JSON of definitions: what is not exactly a definition is an error that names the field.
package strict

// Limits of a definition.
const (
	MaxDepth = 32   // nesting of objects and lists
	MaxNodes = 1000 // objects, lists and scalars
)

// Field binds a name to the place that its value is decoded into.
type Field struct {
	Name     string
	Into     any // a pointer, for json.Unmarshal
	Required bool
}

// Object decodes one JSON object into fields. what names the thing in errors ("funnel query"). Errors: not an object, unknown, repeated or wrong-case
// name ("unknown field \"Steps\" (did you mean \"steps\"?)"), a missing required field, null anywhere, trailing bytes, too deep, too many nodes, and whatever a field's own decoder says, prefixed by the
// path (`funnel query: steps[2].event: ...`). Where fields holds Version, an absent version is 1 and a newer one is an error by name. Nothing is promised of the
// fields on an error: decode into a fresh value and assign it at the end.
func Object(data []byte, what string, fields ...Field) error { panic("todo") }

// Has reports which of the names an object has, in order of appearance, after the checks that Object makes of form: for sum types that are told apart by their keys.
func Names(data []byte, what string) ([]string, error) { panic("todo") }

// Version is the field of a definition's version: 1 is the only one so far.
func Version(max int) Field { panic("todo") }
