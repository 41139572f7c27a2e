// Package metrics says how much, how many and how often: the four metrics of an audience's events, over the buckets of a calendar.
//
// # The four metrics
//
// For an audience S, an event E (a store.Selector, so possibly any of several, under conditions) and a bucket b:
//
//	Events      how many E events there were in b by people of S
//	People      how many different people of S did E at least once in b
//	Adoption    People / people of S
//	Engagement  Events / people of S
//
// The whole audience stands below the line, people who did nothing included. Two variants say so: Per Active divides by the people of S
// with any event at all in b, Per Acting (Engagement only) by those with an E event in b. A ratio keeps its two parts, and one with nothing
// below the line is not defined: never NaN, never 0. Nothing is rounded.
//
// A report has totals beside its buckets, over the whole timeframe. The total of People is not the sum of the buckets: who comes back in
// another bucket is counted in both, and once in the total.
//
// # Who could have acted
//
// Somebody who registers in June cannot use anything in May, and yet is in the denominator of May. So a report of Adoption or Engagement
// warns (store.WarnNotByRegistration) of each audience that a top-level AND of its segment does not bound by a date from above, with is,
// in, between, <, <=, before or on: by the attribute that the store's options name as the registration date, else by any. The variants need
// no warning: who is active could act.
//
// Query.EligibleFrom cures it: above and below the line, only people count whose attribute lies before the end of the bucket, and before
// the end of the timeframe for the total. A date counts as the start of its day in the report's location; who has none is never eligible.
//
// # Buckets
//
// Buckets are units of the calendar in the report's location: hours, days, weeks and months, several of them in one report if wanted
// (Query.Every). Buckets makes them, and says how the changes of the clock are met: a day of 23 or 25 hours is one day, a repeated hour is
// two. They are cut to the timeframe; a bucket that is cut, or not yet over by the view's clock, is Partial.
//
// A timeframe with an open end is bounded by the data: all time is the whole local days from the oldest event to the newest, or to the
// clock where that is later. In a view without events, and where a timeframe begins after all of them, that is no bucket at all, and totals
// of zero.
//
// [Compare] sets a report beside that of the period before it, of the same people by the same clock, with the change of every total and bucket; the
// query of that period alone is [Query.Previous].
//
// # Breakdown
//
// A Breakdown by a property has a series for each of the Top values of each event, chosen once per event: those with most events in the
// whole timeframe by people of any segment of the report, the lower value first where two have as many. The other values together are the
// series of Kind Other, in which a person with several of them is one person; events without the property are of Kind Absent. Both are
// there only where there are such events. 1 and 1.0 are one value, "1" is another. So the series of an event add up to its events.
//
// A list is in the series of each of its elements; the report warns of it (store.WarnList), since the series then add up to more. An event
// with several elements among the other values is in (other) once, and an empty list is as good as none.
//
// # Warnings and limits
//
// An event, a property or an attribute that no data has brought yet counts zero and is a warning, as is a timeframe that begins before the
// day before which events were dropped. A report has by default at most 4 segments, 4 events, 10,000 buckets of a unit and a million
// points; Options.Limits raises that. What goes over is an error, never cut.
package metrics
