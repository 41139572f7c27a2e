package duckdb_test

import (
	"fmt"
	"strings"

	"github.com/footfall-go/footfall/people/value"
)

// Buckets by the time of an event: days from the first, and weeks, of which the data begins on a Thursday.
const (
	day  = "(ts::DATE - DATE '2026-01-01')"
	week = "(" + day + " + 3) // 7"
	hour = "date_diff('hour', TIMESTAMP '2026-01-01', ts)"
)

// newYork is the day there: five hours behind, and four from 8 March 2026 on.
const newYork = "((ts - CASE WHEN ts >= TIMESTAMP '2026-03-08 07:00:00' THEN INTERVAL 4 HOUR ELSE INTERVAL 5 HOUR END)::DATE - DATE '2026-01-01')"

// month is the second thirty days.
const month = "ts >= TIMESTAMP '2026-01-31' AND ts < TIMESTAMP '2026-03-02'"

// Segments as conditions on people; the countries are numbered in countries.
var (
	cohort = fmt.Sprintf("registered BETWEEN %d AND %d", value.NewDate(2025, 12, 1), value.NewDate(2025, 12, 31))
	hr, us = "country = 1", "country = 2"
	older  = "age >= 70"
)

// formulations are the ways to ask DuckDB a question. A row has event, bucket, genre, and a number for each segment.
func formulations(question string) []string {
	switch question {
	case "events-daily":
		return []string{`SELECT 0, ` + day + `, 0, count(*) FROM events WHERE event = 0 GROUP BY ALL`}
	case "uniques-daily-4-events-1-country":
		return distinct(day, "event IN (0, 3, 8, 15)", hr)
	case "uniques-weekly-4-events-4-segments":
		filter := func(s string) string { return "count(DISTINCT person) FILTER (" + s + ")" }
		columns := strings.Join([]string{filter(hr), filter(cohort), filter(older), filter(us)}, ", ")
		marked := fmt.Sprintf("SELECT event, %s AS week, person, %s AS a, %s AS b, %s AS c, %s AS d FROM events JOIN people USING (person) WHERE event IN (0, 1, 4, 9)", week, hr, cohort, older, us)
		return []string{
			`SELECT event, ` + week + `, 0, ` + columns + ` FROM events JOIN people USING (person) WHERE event IN (0, 1, 4, 9) GROUP BY ALL`,
			`SELECT event, week, 0, count(*) FILTER (a), count(*) FILTER (b), count(*) FILTER (c), count(*) FILTER (d) FROM (SELECT DISTINCT * FROM (` + marked + `)) GROUP BY event, week`,
		}
	case "adoption-weekly-cohort":
		return distinct(week, "event = 3", cohort)
	case "engagement-daily-condition":
		return []string{`SELECT 0, ` + day + `, 0, count(*) FROM events WHERE event = 0 AND genre = 0 GROUP BY ALL`}
	case "events-daily-by-genre":
		return []string{`SELECT 1, ` + day + `, genre, count(*) FROM events WHERE event = 1 GROUP BY ALL`}
	case "people-weekly-one-song":
		return distinct(week, "event = 0 AND song = 10", "")
	case "adoption-weekly-eligible":
		return distinct(week, "event = 3", eligible(week+" * 7 + 4"))
	case "engagement-daily-eligible":
		return []string{`SELECT 3, ` + day + `, 0, count(*) FROM events JOIN people USING (person) WHERE event = 3 AND ` + eligible(day+" + 1") + ` GROUP BY ALL`}
	case "events-hourly":
		return []string{`SELECT 3, ` + hour + `, 0, count(*) FROM events WHERE event = 3 GROUP BY ALL`}
	case "uniques-daily-other-location":
		return distinct(newYork, "event IN (0, 3) AND ts >= TIMESTAMP '2026-01-01 05:00:00'", "")
	case "adoption-weekly-of-active":
		return []string{
			`SELECT 3, ` + week + ` AS week, 0, count(DISTINCT person) FILTER (event = 3), count(DISTINCT person) FROM events GROUP BY week`,
			`SELECT 3, week, 0, count(*) FILTER (did), count(*) FROM (SELECT ` + week + ` AS week, person, bool_or(event = 3) AS did FROM events GROUP BY ALL) GROUP BY week`,
		}
	case "funnel-3-steps-1h":
		return []string{chain([]string{"event = 2", "event = 5", "event = 9"}, month, "1 HOUR")}
	case "funnel-3-steps-condition":
		return []string{chain([]string{"event = 2", "event = 5 AND genre = 0", "event = 9"}, month, "1 HOUR")}
	case "funnel-7-steps-7d-2-segments":
		var steps []string
		for i := range 7 {
			steps = append(steps, fmt.Sprintf("event = %d", i))
		}
		return []string{chain(steps, "true", "7 DAY", hr, cohort)}
	}
	return nil
}

// eligible holds for who registered before a day of the data, counted from 0.
func eligible(day string) string {
	return fmt.Sprintf("registered < %d + %s", value.NewDate(2026, 1, 1), day)
}

// distinct counts people by event and bucket: at once, of distinct rows, and with the segment looked up first.
func distinct(bucket, events, segment string) []string {
	if segment == "" {
		return []string{
			`SELECT event, ` + bucket + ` AS bucket, 0, count(DISTINCT person) FROM events WHERE ` + events + ` GROUP BY ALL`,
			`SELECT event, bucket, 0, count(*) FROM (SELECT DISTINCT event, ` + bucket + ` AS bucket, person FROM events WHERE ` + events + `) GROUP BY ALL`,
		}
	}
	joined := ` FROM events JOIN people USING (person) WHERE ` + events + ` AND ` + segment
	return []string{
		`SELECT event, ` + bucket + ` AS bucket, 0, count(DISTINCT person)` + joined + ` GROUP BY ALL`,
		`SELECT event, bucket, 0, count(*) FROM (SELECT DISTINCT event, ` + bucket + ` AS bucket, person` + joined + `) GROUP BY ALL`,
	}
}

// chain asks for the people of a funnel: from each first step to the next event of the second, and so on, as long as it lies within the window. With the
// earliest next event each start gets as far as it can.
func chain(steps []string, span, window string, segments ...string) string {
	b := &strings.Builder{}
	marks, from, flags := "", "events", ""
	for i, s := range segments {
		marks += fmt.Sprintf(", s%d", i)
		flags += fmt.Sprintf(", %s AS s%d", s, i)
	}
	first := steps[0] + " AND " + span
	if len(segments) > 0 {
		from = "events JOIN people USING (person)"
		first += " AND (" + strings.Join(segments, " OR ") + ")"
	}
	fmt.Fprintf(b, "WITH r0 AS (SELECT person, ts AS start, ts AS at%s FROM %s WHERE %s)", flags, from, first)
	for i, s := range steps[1:] {
		fmt.Fprintf(b, ", e%d AS (SELECT person, ts FROM events WHERE %s AND %s)", i+1, s, span)
		fmt.Fprintf(b, ", r%d AS (SELECT r.person, r.start, e.ts AS at%s FROM r%d r ASOF JOIN e%d e ON r.person = e.person AND r.at <= e.ts WHERE e.ts <= r.start + INTERVAL %s)", i+1, marks, i, i+1, window)
	}
	for i := range steps {
		if i > 0 {
			b.WriteString(" UNION ALL")
		}
		fmt.Fprintf(b, " SELECT 0, %d, 0", i)
		if len(segments) == 0 {
			b.WriteString(", count(DISTINCT person)")
		}
		for s := range segments {
			fmt.Fprintf(b, ", count(DISTINCT person) FILTER (s%d)", s)
		}
		fmt.Fprintf(b, " FROM r%d", i)
	}
	return b.String()
}
