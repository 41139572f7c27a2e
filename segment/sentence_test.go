package segment_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

func TestSentence(t *testing.T) {
	play := store.On("Song Played")
	hr, staff, vip := segment.Attr("country", value.Is("HR")), segment.Tag("staff"), segment.Tag("vip")
	for want, p := range map[string]segment.Predicate{
		"everyone":      nil,
		"nobody":        segment.Any{},
		"country is HR": segment.All{hr},
		"country is HR and did Song Played at least 3 times in the last 30 days": segment.All{
			hr, segment.Did{Event: play, Count: value.AtLeast(3), In: store.Last30Days()},
		},
		"country is HR and (has tag staff or has tag vip)": segment.All{hr, segment.Any{staff, vip}},
		"(country is HR and has tag staff) or has tag vip": segment.Any{segment.All{hr, staff}, vip},
		"country is HR and has tag staff and has tag vip":  segment.All{hr, segment.All{staff, vip}},
		"has tag vip or has tag staff or country is HR":    segment.Any{vip, segment.All{segment.Any{staff, hr}}},
		"has tag staff and everyone":                       segment.All{staff, segment.All{}},
		"not (country is HR)":                              segment.Not{Of: hr},
		"not (country is HR and has tag staff)":            segment.Not{Of: segment.All{hr, staff}},
		"not (does not have tag staff)":                    segment.Not{Of: segment.Not{Of: staff}},
		"does not have tag staff":                          segment.Not{Of: staff},
		"is in segment Fans":                               segment.Saved("Fans"),
		"is not in segment Fans":                           segment.Not{Of: segment.Saved("Fans")},
		"has any of the tags a, b":                         segment.TaggedAny{"a", "b"},
		"has all of the tags a, b":                         segment.TaggedAll{"a", "b"},
		"did Song Played":                                  segment.Did{Event: play},
		"did any event at least once":                      segment.Did{Event: store.OnEvery(), Count: value.AtLeast(1)},
		"never did Song Played":                            segment.Never(play),
		"did Song Played exactly once":                     segment.Did{Event: play, Count: value.Is(1)},
		"did Song Played exactly twice":                    segment.Did{Event: play, Count: value.Is(2)},
		"did Song Played at most once":                     segment.Did{Event: play, Count: value.AtMost(1)},
		"did Song Played more than 1 time":                 segment.Did{Event: play, Count: value.More(1)},
		"did Song Played fewer than 5 times":               segment.Did{Event: play, Count: value.Less(5)},
		"did Song Played not exactly 5 times":              segment.Did{Event: play, Count: value.IsNot(5)},
		"did Song Played between 2 and 5 times":            segment.Did{Event: play, Count: value.Between(2, 5)},
		"did Song Played one of 2, 5 times":                segment.Did{Event: play, Count: value.In(2, 5)},
		"did Song Played none of 2, 5 times":               segment.Did{Event: play, Count: value.NotIn(2, 5)},
		"did Song Played on at least 3 distinct days":      segment.Did{Event: play, Days: value.AtLeast(3)},
		"did Song Played on exactly 1 distinct day within 7 days after registered in the last 30 days": segment.Did{
			Event: play, Days: value.Is(1), Near: segment.WithinAfter(7, "registered"), In: store.Last30Days(),
		},
		"never did Song Played within 1 day before or after renewed": segment.Did{Event: play, Count: value.Is(0), Near: segment.WithinAround(1, "renewed")},
		"did Song Played (where genre is rock) at least 3 times": segment.Did{
			Event: store.On("Song Played", store.If("genre", value.Is("rock"))), Count: value.AtLeast(3),
		},
		"did Rating":    segment.First{Event: store.On("Rating")},
		"did any event": segment.Last{},
		"did Song Played for the first time in the last 7 days": segment.First{Event: play, In: store.Last7Days()},
		"did any event for the last time from 2026-05-01 to 2026-05-31": segment.Last{
			Event: store.OnEvery(), In: store.Dates(value.NewDate(2026, 5, 1), value.NewDate(2026, 5, 31)),
		},
	} {
		t.Run(want, func(t *testing.T) {
			require.Equal(t, want, segment.Segment{Where: p}.String())
		})
	}
}

func ExampleSegment_String() {
	fmt.Println(segment.Segment{Name: "Fans", Where: segment.All{
		segment.Attr("country", value.In("HR", "SI")),
		segment.Did{Event: store.On("Song Played", store.If("genre", value.Is("rock"))), Count: value.AtLeast(3), In: store.Last30Days()},
		segment.Any{segment.Not{Of: segment.Tag("staff")}, segment.Saved("Testers")},
	}})
	// Output:
	// country is one of HR, SI and did Song Played (where genre is rock) at least 3 times in the last 30 days and (does not have tag staff or is in segment Testers)
}
