package store

import (
	"fmt"
	"time"

	"github.com/footfall-go/footfall/people/strict"
)

// parseInstant reads "2006-01-02T15:04:05.999Z" or "...+01:00": RFC 3339 with offset, any number of decimals, kept to the millisecond. It accepts what
// time.Parse does within the grammar of RFC 3339; a leap second is refused.
func parseInstant(b []byte) (time.Time, error) {
	t, ok := instant(b)
	if !ok {
		return time.Time{}, fmt.Errorf("want RFC 3339 with an offset, have %s", strict.Quote(b))
	}
	return t, nil
}

func instant(b []byte) (time.Time, bool) {
	if len(b) < len("2006-01-02T15:04:05Z") || b[4] != '-' || b[7] != '-' || b[10] != 'T' || b[13] != ':' || b[16] != ':' {
		return time.Time{}, false
	}
	century, ok1 := two(b[0:])
	year, ok2 := two(b[2:])
	month, ok3 := two(b[5:])
	day, ok4 := two(b[8:])
	hour, ok5 := two(b[11:])
	minute, ok6 := two(b[14:])
	second, ok7 := two(b[17:])
	year += 100 * century
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && ok7) || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) ||
		hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	rest, nanoseconds := b[19:], 0
	if rest[0] == '.' {
		unit, n := 100_000_000, 1
		for ; n < len(rest) && '0' <= rest[n] && rest[n] <= '9'; n++ {
			nanoseconds += int(rest[n]-'0') * unit
			unit /= 10
		}
		if n == 1 {
			return time.Time{}, false
		}
		rest = rest[n:]
	}
	offset, ok := offsetSeconds(rest)
	if !ok {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second-offset, nanoseconds/1e6*1e6, time.UTC)
	return t, true
}

// offsetSeconds reads "Z" or "+01:00".
func offsetSeconds(b []byte) (int, bool) {
	if len(b) == 1 && b[0] == 'Z' {
		return 0, true
	}
	if len(b) != len("+01:00") || b[0] != '+' && b[0] != '-' || b[3] != ':' {
		return 0, false
	}
	hours, ok1 := two(b[1:])
	minutes, ok2 := two(b[4:])
	if !ok1 || !ok2 || hours > 23 || minutes > 59 {
		return 0, false
	}
	seconds := hours*3600 + minutes*60
	if b[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// two reads two digits.
func two(b []byte) (int, bool) {
	tens, ones := b[0]-'0', b[1]-'0'
	return int(tens)*10 + int(ones), tens <= 9 && ones <= 9
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
