package main

import (
	"time"

	"github.com/footfall-go/footfall/store"
)

const register, watch, pay = "Registration", "Watch video", "Payment for full video"

// story is what happened on 4 May 2026, by three in the afternoon.
func story() []store.Event {
	return []store.Event{
		did("ana", register, 12, 5), did("ana", watch, 12, 10), did("ana", pay, 12, 30), // 25 minutes after she registered: too late
		did("ben", register, 13, 0), did("ben", watch, 13, 4), did("ben", pay, 13, 15), // 15 minutes to the dot are inside
		did("cleo", register, 9, 0), // and she goes away, but comes back and succeeds
		did("cleo", register, 10, 0), did("cleo", watch, 10, 3), did("cleo", pay, 10, 9),
		did("dan", register, 14, 0),
		did("eva", register, 14, 50), did("eva", watch, 14, 55), // ten minutes before three: not decided yet
	}
}

func at(hour, minute int) time.Time {
	return time.Date(2026, time.May, 4, hour, minute, 0, 0, time.UTC)
}

func did(person, event string, hour, minute int) store.Event {
	return store.Event{Person: person, Name: event, Time: at(hour, minute)}
}
