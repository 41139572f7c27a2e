// Package strict decodes the JSON of definitions: what is not exactly a definition is an error that names the place.
//
// Package encoding/json is made to be lenient: names match in any case, the last of two equal names wins, null is nothing, and half of a
// surrogate pair or a broken byte becomes U+FFFD. A stored definition of a segment or a funnel that is read so may silently ask another
// question than the one that was saved. So each type of a definition has an UnmarshalJSON that calls Object with its fields:
//
//	func (q *Query) UnmarshalJSON(data []byte) error {
//		var fresh Query
//		err := strict.Object(data, "funnel query",
//			strict.Version(1),
//			strict.Field{Name: "steps", Into: &fresh.Steps, Required: true},
//			strict.Field{Name: "where", Into: strict.One(&fresh.Where, decodePredicate)}, // a sum type
//		)
//		if err != nil {
//			return strict.Also(err, ErrQuery) // the error of the package whose definition it is
//		}
//		*q = fresh
//		return nil
//	}
//
// Lists, maps with text keys, pointers and plain structs with json tags are taken apart here, so that the path of an error is whole:
//
//	funnel query: steps[2].where.all[0]: unknown field "Op" (did you mean "op"?)
//
// A definition of this module that comes from outside makes the program ask for at most 2 KiB for each of its bytes and 64 KiB, whether it is refused or not: examples/internal/ask tries it. MaxNodes
// bounds that too, to some 10 MiB beside a few copies of its texts. How long the text itself may be is for the reader of a request to say.
//
// Everything in this package is a pure function and safe for concurrent use. The data is only read; a decoder that is handed a part of it
// must copy what it keeps.
package strict
