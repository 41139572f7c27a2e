// Package footfall is the tour of the module; the work is done by its packages.
//
// Footfall counts what people do. It takes in events (who, what, when, with properties) and what is known of the people, and answers three kinds of
// question on them, exactly and from memory: which people are these (segments), how much do they do (metrics), and how far do they get (funnels).
//
//   - Package people: who they are. String IDs and dense numbers, typed attributes, tags, immutable sets of people.
//     Package people/value has the values and the one list of tests on them; people/strict decodes definitions.
//   - Package store: what they did. Events go in, in any order; an immutable view of everything comes out. Bitmaps for each event and day, a log for
//     each person.
//   - Package segment: whom we ask about. Predicates over attributes, tags and behaviour, which find a set of people.
//   - Package metrics: how much, how many, how often. Events, people, adoption and engagement over hours, days, weeks and months.
//     Package metrics/report has what all reports share: ratios, headers, tables.
//   - Package funnel: how far. Steps within a window, by people and by attempts, and the people behind each number.
//
// Data flows one way, and imports go against it:
//
//	changes -> store.Store -> store.View -> segment: people.Set -> metrics, funnel: report -> table, JSON, tag
//
// Only the Store changes. Everything right of a View is a pure function of immutable values: it may run at any time, from any number of goroutines,
// and two reports on one view agree with each other. Time comes in as an argument; nothing here reads the clock of the machine.
//
// # Whose fault an error is
//
// Errors are tested with errors.Is; their text names the field and the value. A service answers them so:
//
//   - The question or the input is wrong: store.ErrInvalid (with store.ErrLimit, store.ErrFuture and store.ErrDropped for what may come in), segment.ErrInvalid,
//     metrics.ErrQuery, funnel.ErrQuery, value.ErrKind (another type than the declared one), store.ErrSelfMerge, store.ErrAliasCycle.
//   - What it names is not there: store.ErrNoPerson, store.ErrNoTag, segment.ErrNoSegment, metrics.ErrNoQuery, funnel.ErrNoQuery.
//   - It is at odds with what there is: store.ErrTagExists, segment.ErrInUse, segment.ErrCycle; store.ErrConflict means look again and retry.
//   - The store holds as much as its Limits let it: store.ErrFull.
//   - Nobody asked any longer: the context's own error.
//   - Everything else is not the caller's fault: store.ErrCorrupt and people.ErrCorrupt are bugs, store.ErrJournal a disk that fails.
//
// An event, a property, an attribute or a tag that no data has brought yet is no error: it counts zero, and the report carries a warning.
//
// Start with examples/quickstart, then with the documentation of store.New, segment.Segment, metrics.Compute and funnel.Compute.
package footfall
