package duckdb_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strconv"
	"strings"
	"testing"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/store"
)

// both engines with the same people and events.
type both struct {
	view *store.View
	db   *sql.DB
}

func load(t testing.TB, size workload.Size) *both {
	s, err := workload.Load(size, nil)
	require.NoError(t, err)
	require.NoError(t, s.Compact(context.Background())) // as DuckDB's table is sorted
	connector, err := duckdb.NewConnector("", nil)
	require.NoError(t, err)
	db := sql.OpenDB(connector)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	exec(t, db, `CREATE TABLE people (person INTEGER, country UTINYINT, age UTINYINT, registered INTEGER)`)
	exec(t, db, `CREATE TABLE arrived (event UTINYINT, ts TIMESTAMP, person INTEGER, genre UTINYINT, song USMALLINT, price FLOAT)`)
	countryOf := countries()
	appendTo(t, connector, "people", func(add func(...driver.Value)) error {
		return workload.People(size, func(id string, a people.Attributes) error {
			country, _ := a["country"].Text()
			age, _ := a["age"].Int()
			registered, _ := a["registered"].Date()
			add(number(t, id), countryOf[country], uint8(age), int32(registered))
			return nil
		})
	})
	genreOf := genres()
	appendTo(t, connector, "arrived", func(add func(...driver.Value)) error {
		return workload.Events(size, 4096, func(events []store.Event) error {
			for i := range events {
				e := &events[i]
				if len(e.Properties) == 0 {
					add(uint8(number(t, e.Name)), e.Time, number(t, e.Person), nil, nil, nil)
					continue
				}
				genre, _ := e.Property("genre").Text()
				song, _ := e.Property("song").Text()
				price, _ := e.Property("price").Float()
				add(uint8(number(t, e.Name)), e.Time, number(t, e.Person), uint8(genreOf[genre]), uint16(number(t, song)), float32(price))
			}
			return nil
		})
	})
	exec(t, db, `CREATE TABLE events AS SELECT * FROM arrived ORDER BY event, ts`)
	exec(t, db, `DROP TABLE arrived`)
	return &both{s.View(), db}
}

func exec(t testing.TB, db *sql.DB, query string) {
	_, err := db.Exec(query)
	require.NoError(t, err, query)
}

func appendTo(t testing.TB, connector *duckdb.Connector, table string, rows func(add func(...driver.Value)) error) {
	conn, err := connector.Connect(context.Background())
	require.NoError(t, err)
	appender, err := duckdb.NewAppenderFromConn(conn, "", table)
	require.NoError(t, err)
	require.NoError(t, rows(func(row ...driver.Value) {
		if err := appender.AppendRow(row...); err != nil {
			require.NoError(t, err)
		}
	}))
	require.NoError(t, appender.Close())
	require.NoError(t, conn.Close())
}

// number is the number at the end of a name.
func number(t testing.TB, name string) int32 {
	n, err := strconv.Atoi(name[strings.LastIndexAny(name, " -")+1:])
	if err != nil {
		require.NoError(t, err, name)
	}
	return int32(n)
}

func genres() map[string]int {
	m := map[string]int{}
	for i := range 12 {
		m[workload.Genre(i)] = i
	}
	return m
}

// countries has the numbers of those that the questions name; all others are 0.
func countries() map[string]uint8 { return map[string]uint8{"HR": 1, "US": 2} }
