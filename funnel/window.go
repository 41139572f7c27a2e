package funnel

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/footfall-go/footfall/people/strict"
)

// NoLimit is the window of a funnel that may take as long as it likes. It has to be said: a window left at zero is an error.
const NoLimit time.Duration = math.MaxInt64

const day = 24 * time.Hour

// windowUnits are the units of a window's text, greatest first; never changed.
var windowUnits = [...]struct {
	name string
	size time.Duration
}{{"d", day}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}, {"ms", time.Millisecond}}

// FormatWindow writes a window as definitions do: "15m", "30d", "1h30m", "no limit". A day is 24 hours. What is less than a millisecond is
// left out; a window that Query.Check accepts has none.
func FormatWindow(w time.Duration) string {
	if w == NoLimit {
		return "no limit"
	}
	if w < time.Millisecond {
		return w.String()
	}
	var b strings.Builder
	for _, u := range windowUnits {
		if n := w / u.size; n > 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10))
			b.WriteString(u.name)
			w -= n * u.size
		}
	}
	return b.String()
}

// ParseWindow reads what FormatWindow writes, and any other sequence of whole numbers with the units d, h, m, s, ms in that order, each at
// most once ("90m", "1d12h"). Anything else, zero, and what is more than 106,751 days is ErrQuery.
func ParseWindow(text string) (time.Duration, error) {
	if text == "no limit" {
		return NoLimit, nil
	}
	var sum time.Duration
	rest, next := text, 0
	for rest != "" {
		digits := 0
		for digits < len(rest) && '0' <= rest[digits] && rest[digits] <= '9' {
			digits++
		}
		letters := digits
		for letters < len(rest) && 'a' <= rest[letters] && rest[letters] <= 'z' {
			letters++
		}
		unit := next
		for unit < len(windowUnits) && windowUnits[unit].name != rest[digits:letters] {
			unit++
		}
		if digits == 0 || unit == len(windowUnits) {
			return 0, wrong("window", `%s is not a duration like "15m", "30d", "1h30m" or "no limit"`, strict.Quote(text))
		}
		size := windowUnits[unit].size
		n, err := strconv.ParseInt(rest[:digits], 10, 64)
		if err != nil || n > int64((NoLimit-1-sum)/size) {
			return 0, wrong("window", `%s is too long: at most 106751d, or "no limit"`, strict.Quote(text))
		}
		sum += time.Duration(n) * size
		rest, next = rest[letters:], unit+1
	}
	if sum == 0 {
		return 0, wrong("window", "%s is not above zero", strict.Quote(text))
	}
	return sum, nil
}
