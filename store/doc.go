// Package store keeps people and what they did, in memory, and hands out immutable views of it.
//
//	s, err := store.New(nil)
//	err = s.SetAttributes("ana", people.Attributes{"country": value.Of("HR")})
//	_, err = s.Append(store.Event{Person: "ana", Name: "Song Played", Time: t, Properties: []store.Property{store.Prop("genre", "rock")}})
//	v := s.View()
//
// # Events in
//
// An event is a person, a name, a time and typed properties. Any past time is accepted and lands in order; times are kept to the millisecond, rounded down. An event may carry
// an ID: a second one of the same person and ID is ignored, the first wins, and the call says so. Without an ID every event counts. A call takes all or none of its events
// (Append), or the good ones (AppendEach); what is refused is named by index, field and value. Several changes, such as a signup's attributes and its event, or a deletion and the event that tells of it, go in as one with
// Changes and Commit. ImportEvents and ImportPeople read NDJSON.
//
// # Views
//
// A View is the state at one position: the number of changes accepted so far. It never changes and never waits; every question is asked of one, and questions of one view agree. It
// has a clock (the newest event's time, or what At says) and a location (the store's, or what In says): nothing asks the machine's clock. A view keeps alive the memory it shows; let it
// go when it has been asked. One writer works at a time, beside any number of readers.
//
// # How it is kept
//
// People have dense numbers and are cut into shards of 65,536. A shard's events are rows, sorted by person and time, in runs that span up to 49.7 days each: the per-person logs. New rows
// gather in a head of up to 4,096, which is sorted into runs when it is full; runs of one size are merged eight at a time, and those of a time that is over into one. Rows of who was deleted or merged away by then are left out. Logs are all that a run needs. Projections of it are made when a question first needs
// them, and can be dropped at any time: bitmaps, for each event and day of the store's location the people that have one, as serialized roaring, which answer who at all; and columns, the rows of
// one event by day, which answer whatever is asked about one event. Nothing of this holds a pointer per person or per event, so that the garbage collector has nothing to walk. Scan, ScanDays, Who and Log are the ways to read it; metrics, funnels and segments use no other.
//
// # Identity
//
// Merge makes one person of two, and the one's ID an alias of the other. Delete removes a person at once from every later view; Redact leaves the names and times of the events under a person without a name.
// DropBefore removes all events before a day, for good; Options.Retain has it called with the first change, or Compact, of a day. Each of the three starts a compaction in the background, after which the store has no byte any more of what went:
// logs, IDs, texts. Compact does it at once, for who has to know that it is done; a Journal is asked to do the same. What a view shows it keeps until it is let go. Names of events, properties, attributes and tags, and notes, are
// never forgotten.
//
// # In a service
//
// A query's "now" is the newest event's time unless it is told: on a quiet site the last 30 days would end with the last visitor, and one client with a wrong clock could move them to
// another year. A service says both what it takes in and when it asks:
//
//	s, err := store.New(&store.Options{Now: time.Now, Skew: time.Minute}) // later events are refused with ErrFuture
//	v := s.View().At(time.Now())
//
// A signup is one Changes: Merge of the visitor into the person, attributes and the event. Events that come as JSON, one or many, go through ImportEvents, which reads one object a line.
//
// # What it costs
//
// Appending takes about half a microsecond an event; the memory by kind is in Stats. See the README for figures, and for the commands that measure them.
package store
