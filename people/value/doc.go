// Package value holds typed values and the one list of tests on them, for attributes of people, properties of events, and counts.
//
// # Values
//
// A Value is a text, an integer (64 bits), a float (64 bits), a boolean, a date, a date-time or a list of texts; the zero Value is absent.
// Of makes one, Check says whether a store would take it, Parse reads one from an import's text, and its JSON carries the type:
//
//	"rock"   3   3.0   true   {"date":"2026-05-03"}   {"time":"2026-05-03T10:00:00Z"}   {"texts":["a","b"]}
//
// Integers and floats are compared by number and exactly: 1 and 1.0 are one value, and no integer is rounded to compare it, so that
// 9007199254740993 is more than 9007199254740992.0. There is one zero: -0.0 becomes 0. Texts compare by bytes. Date-times are kept to the
// millisecond, rounded down, also before 1970.
//
// # Days
//
// A Date is a day of the calendar without a place. In a location it begins at the first instant whose local date is that date or later,
// Date.Start, and ends where the next begins. So a day may have 23 or 25 hours, may begin at 01:00 where midnight was skipped (São Paulo
// until 2018, Cairo, Beirut), and may be empty where a place left it out (Samoa, 2011-12-30). DateOf is the day that an instant lies in by
// this rule. Where a clock is put back over midnight, the hour that comes again belongs to the day that had begun, although clocks show the
// date before.
//
// # Tests
//
// A Test is an operator and its arguments: plain data, with a sentence (String) and JSON. Match asks it of a value, in a Frame that says
// what today is and whose calendar counts. The rules:
//
//   - Absent is absent. Every test on an absent value is false, the negated ones included; Missing alone holds. To include the absent,
//     negate the whole condition where it stands (segment.Not, store.Not).
//   - A comparison with a value of another type is false, negated or not: "3" is not 3, and it is not "not 3" either. Where a type is
//     declared, Suits makes it an error. NotIn with arguments of several types needs one of them to be of the value's type, so that there
//     is something it is not.
//   - A date compares with a date-time as the whole day in the frame's location, by every operator: 2026-05-03T22:30:00Z is 2026-05-04 in
//     Zagreb, is not before it, and is not after it.
//   - A list meets a test on text if any of its elements does, and a negated test if no element does; an empty list therefore meets the
//     negated ones.
//   - LastDays(n) means n dates of the calendar, today included; MoreDaysAgo(n) means the dates before those; a date in the future meets
//     neither.
//   - Less, AtMost, More, AtLeast and Between need an order: a boolean meets none of them.
//   - Folded tests ignore case by Unicode simple folding, in text only.
package value
