// Package people knows who people are: it turns the caller's string IDs into dense numbers, keeps the current attributes and tags of every
// person, and hands out immutable sets of people.
//
// A [Registry] is the mutable state. The store owns one, drives it under its lock and writes the changes; a program normally meets only
// what a Registry hands out:
//
//   - a [View] is the state of all people at one moment. It never changes, costs next to nothing to take, and any number of goroutines
//     may read it while the Registry goes on changing.
//   - a [Set] is an immutable set of people of one View: everyone, those with a tag, those whose attribute meets a test, and any and,
//     or, and-not of these.
//
// # Numbers and shards
//
// A person's [Number] is given in order of arrival and never given again. People are cut into shards of [ShardSize] numbers: one container
// of a roaring bitmap. A number dies when its person is deleted, or merged into another one; a dead number has no attributes and no tags
// and is in no set of a later view.
//
// # IDs and aliases
//
// Merging makes the ID of the person merged away an alias: from then on it names the person merged into, through any number of merges.
// Deleting a person makes the ID and all the aliases unknown; one that is written again names a new person. A view goes on answering as at
// its moment.
//
// A person may be without a name: what is left of one who was redacted. Such a person is among everyone, and so in what is found by behaviour or
// by an attribute or tag that is not there; has no ID, no attributes and no tags, and cannot be given any. [Set.Len] counts people without a
// name, [Set.IDs] and [Set.Export] pass over them; [View.Nameless] says who they are.
//
// # Attributes
//
// An attribute is a column of typed values, and may hold several types until it is declared. [View.Matching] scans the column; an attribute
// declared with [Declaration.Indexed] keeps an ordered index too, which answers narrow ranges without a scan.
//
// # Export
//
// [Set.Export] writes all people of a set, those behind a number, with a tag or of a segment, as lines of IDs, as CSV or as NDJSON that imports read
// back, with the attributes of the set's view.
//
// # What it costs
//
// Nothing here holds a pointer per person, so the garbage collector has nothing to walk. A person costs about 20 bytes and the ID itself; an
// attribute as many bits as tell its values apart among a thousand neighbours (1, 2, 4 and so on to 64) and two more, plus each distinct text
// once: less than a byte for a flag, a plan of four or one of ten countries, 1.2 for an age or one of up to 256 texts, 2.2 for the dates of a
// year, 8.2 for date-times far apart and for floats. A page, bitmap or index node that a view holds is copied once before it changes, never the
// whole.
//
// A scan takes 0.2 to 0.5 ns a person and core, the set that it gives included: the least for texts of a small dictionary, the most for dates of
// a year and tests on many texts; one of 64-bit cells 0.6. Setting a value takes 35 to 70 ns.
package people
