// Package funnel counts how far people come through a sequence of events: registration, then a video, then a payment, all within 15
// minutes.
//
// A [Query] names the steps, the window and the timeframe; [Compute] answers it on a store's view, for up to two segments or everyone; the
// [Result] is a [Report] with the people behind its numbers, ready to be tagged. [Match] follows one person without a store and says which
// event filled which step. This page says what the numbers mean.
//
// # Attempts
//
// Every event of the first step that lies in the timeframe starts an attempt. Its window is measured from that event and never again: a
// later step's event counts until exactly a window after the start, and not a millisecond longer. Steps are filled in order and all of them
// are mandatory. Whatever else happens in between does not matter, and nothing breaks an attempt off.
//
// Within an attempt an event fills one step at most: A, then A takes two events. An event that could fill a step in several attempts fills
// it in one of them, the one that started last among those that wait for that step and are within their windows. One event may still serve
// several attempts, each at another step: it may end one, carry on a second and start a third. It finds all of them as they stood before
// it.
//
// # Two views
//
// By people, each person counts once, by the best attempt: the deepest, of these the one that came so far earliest, of these the latest
// start. By events, each attempt counts. Because an event goes to the latest start, no other way to choose events would bring any person
// further than their deepest attempt, so the two views never disagree about who completed.
//
// # Equal times
//
// Events of one millisecond have one fixed order, so that a number never depends on the order in which data came in: the event with the
// lowest step first, then the smaller set of steps (the first step is 1, the second 2, the third 4, added up), then events without an ID,
// then by ID, name and properties. Where each event belongs to one step only, a tie counts as in order. Where a step repeats, or steps
// overlap, it may count lower than the luckiest order would: A > B > A over A, B, A in one instant is level 2. Query.StrictIncrease refuses
// ties instead: each step then has to be later than the one before.
//
// # The timeframe
//
// Under [WholeFunnel], the default, all steps lie in the timeframe. Under [Entry] only the first one has to, and the others may come up to
// the deadline. The second is the first carried on past the end; Figures.LateReached says how many reach a step only then.
//
// A drop-off is not always certain, and the report never shows it as if it were. Dropped has three parts:
//   - Open: by the clock, an attempt can still take an event;
//   - Truncated, under WholeFunnel: that is over, but under Entry the person is further, or Open;
//   - Final: decided, unless data arrives late.
//
// The clock is the view's (by default the time of the newest event). It decides these parts, and what "the last 30 days" are; it hides no
// event.
//
// # Sets
//
// Each number of people hands out these people: [Result.Behind]. Numbers of attempts do not.
//
// # Explained, and compared
//
// [Explain] tells one person's way: every attempt with the events that it used and its deadline, and for the step that was not reached every reason
// that refused an event for it. It is the same run as Compute's, so it agrees with the sets. [Compare] sets a report beside that of the period directly
// before, of the same people by the same clock, with the change of every figure.
//
// # Cost
//
// Compute looks at when the first two steps were done, to about a minute a month of the timeframe, and then at the events of those people who by that may have come further, for all
// segments and both views at once, on all processors. It allocates nothing for a person but the 4 bytes that remember who it was. An event
// costs a few nanoseconds; many attempts that overlap cost the logarithm of their number.
package funnel
