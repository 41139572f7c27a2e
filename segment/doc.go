// Package segment says whom a report is about: predicates over people's attributes, tags and behaviour, which on a view of a store find a set of people.
//
//	fans := segment.Segment{Name: "Fans", Where: segment.All{
//		segment.Attr("country", value.In("HR", "SI")),
//		segment.Did{Event: store.On("Song Played", store.If("genre", value.Is("rock"))), Count: value.AtLeast(3), In: store.Last30Days()},
//		segment.Not{Of: segment.Tag("staff")},
//	}}
//	set, err := segment.People(ctx, s.View(), fans)
//	fmt.Println(fans)
//	// country is one of HR, SI and did Song Played (where genre is rock) at least 3 times in the last 30 days and does not have tag staff
//
// A Segment is plain data: it holds no clock, no place and no function. Evaluate finds the people of several at once, Match judges one person without a
// store, Check and CheckOn look a definition over, String says it in English, and JSON keeps it.
//
// # What the predicates mean
//
// The people are everyone known to the view: whoever an event, an attribute or a tag has named, not deleted or merged away since. Attributes and tags are the
// current ones, of the view; a segment does not ask what somebody's country was in May.
//
//   - All, Any, Not: and, or, logical negation among everyone known. All{} is everyone, Any{} nobody, the zero Segment everyone.
//   - Attribute: the attribute meets a test (package value). Absent is absent: every test on an absent attribute is false, the negated ones (is not, not
//     in, not contains) too; only value.Missing is true. To take the absent in, negate the predicate: Not{Of: Attr("country", value.Is("HR"))}.
//     Comparing with another type is false, negated or not. A list meets a test if any element does, a negated test if no element does.
//   - Tag, TaggedAny, TaggedAll: has the tag, any, all of the tags.
//   - Did: how many events meet a selector, in a timeframe, near a date-time attribute; on how many different days. Never is Count 0. People without
//     events count 0. Without Count, at least one event is asked for, also where Days is given.
//   - First, Last: the first (last) event of the whole log that meets the selector lies in the timeframe. The conditions choose before the first is taken.
//   - Saved: what is saved under that name.
//
// # Time
//
// Today is the clock's date, and days are calendar days, in the frame's location: the last 30 days are today and the 29 before it, and a day of 23
// or 25 hours is one day. The days of a Near are 24 hours each, both ends in, because it measures from an instant. Weeks start on Monday; EvaluateWeeks and
// MatchWeeks take another day, as a report does whose weeks start otherwise. The clock hides no event: without a timeframe, events after it count too.
//
// # Names
//
// What data brings may come later: an event, property, attribute or tag that nobody has yet gives nobody, and a warning. What definitions bring has to be there:
// a saved segment that is not is ErrNoSegment. Where an attribute or property is declared, a test that can never hold for its type is value.ErrKind.
//
// # JSON
//
// A segment is an object with "version" (1; absent is 1), "name" and "where", of which each may be left out. "where" is a predicate: an object with exactly one of
// the fields "all", "any", "not", "attribute", "tag", "tags_any", "tags_all", "did", "first", "last" and "segment", and those that go with it. This
// one has them all:
//
//	{"version":1,"name":"Fans","where":{"all":[
//		{"attribute":"country","op":"in","values":["HR","SI"]},
//		{"attribute":"city","op":"contains","values":["zag"],"fold":true},
//		{"any":[{"tag":"vip"},{"tags_any":["beta","alpha"]},{"tags_all":["paid","active"]}]},
//		{"not":{"segment":"Staff"}},
//		{"did":{"event":"Song Played","where":{"property":"genre","op":"is","values":["rock"]}},"count":{"op":">=","values":[3]},
//		 "days":{"op":">=","values":[2]},"in":{"last_days":30},"near":{"attribute":"registered","days":7,"side":"after"}},
//		{"did":{"event":"Refund"},"count":{"op":"is","values":[0]}},
//		{"first":{},"in":{"from":"2026-05-01","to":"2026-05-31"}},
//		{"last":{"events":["Login","Song Played"]}}
//	]}}
//
// The operators and the form of values are those of value.Test ({"date":"2026-05-03"} and {"time":"2026-05-03T10:00:00Z"} are a date and a date-time),
// "did", "first" and "last" hold a store.Selector, "in" is a store.Timeframe, and "side" is "after", "before" or "around". Reading is strict: an unknown,
// repeated or wrong-case field, null and trailing bytes are errors that name the place, and so is a definition over the limits of package strict: 32 deep,
// 1,000 values.
//
// # Saved segments
//
// Save keeps a segment in the store under its name; Saved uses it in queries and in other segments. A name means what is saved under it on the view that
// is asked, so changing one changes those that use it. A cycle is refused, also where two writers race; one that a segment, metrics or funnel definition
// uses cannot be removed.
package segment
