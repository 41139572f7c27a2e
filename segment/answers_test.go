package segment_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Real data gives the people that DuckDB, PostgreSQL and ClickHouse agree on.
func TestAnswersOfRealData(t *testing.T) {
	root := filepath.Join("..", "..", "shared", "data")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("the data sets are not here: %v", err)
	}
	for set, declared := range map[string]map[string]value.Kind{
		"completejourney": {}, "git-prometheus": {"first_commit_at": value.Time}, "online-retail": {}, "sparkify": {"registered_at": value.Time},
	} {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			s := loaded(t, filepath.Join(root, set), declared)
			go dropping(t.Context(), s)
			questions := questionsOf(t, filepath.Join(root, set, "answers.json"))
			require.NotEmpty(t, questions)
			var segs []segment.Segment
			for _, q := range questions {
				segs = append(segs, q.segment)
			}
			v := s.View()
			found, err := segment.Evaluate(context.Background(), v, segs...)
			require.NoError(t, err)
			for i, q := range questions {
				require.Empty(t, found[i].Warnings, q.segment.Name)
				require.Equal(t, q.people, found[i].People.Len(), q.segment.Name)
				sum := sha256.Sum256([]byte(strings.Join(ids(found[i].People), "\n")))
				require.Equal(t, q.sum, hex.EncodeToString(sum[:8]), q.segment.Name)
			}
		})
	}
}

func loaded(t *testing.T, dir string, declared map[string]value.Kind) *store.Store {
	s := empty(t)
	for name, kind := range declared {
		require.NoError(t, s.DeclareAttribute(name, people.Declaration{Kind: kind}))
	}
	file, err := os.Open(filepath.Join(dir, "people.ndjson.gz"))
	require.NoError(t, err)
	defer file.Close()
	_, err = s.ImportPeople(context.Background(), file, nil)
	require.NoError(t, err)
	events, err := os.Open(filepath.Join(dir, "events.ndjson.gz"))
	require.NoError(t, err)
	defer events.Close()
	_, err = s.ImportEvents(context.Background(), events, nil)
	require.NoError(t, err)
	return s
}

// question is a question about a segment and its answer.
type question struct {
	segment segment.Segment
	people  int
	sum     string // of the sorted IDs
}

// condition is [name, operator, value], as the questions spell it.
type condition []any

func questionsOf(t *testing.T, path string) []question {
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var file struct {
		Answers map[string]struct {
			Question string
			Spec     struct {
				Kind    string
				Segment struct {
					Where []condition
					Did   []struct {
						Event    string
						Where    []condition
						Min, Max *int
						From, To time.Time
					}
				}
			}
			Answer json.RawMessage // of a segment: see below; metrics and funnels have other forms
		}
	}
	require.NoError(t, json.Unmarshal(data, &file))
	var list []question
	for key, q := range file.Answers {
		if q.Spec.Kind != "segment" {
			continue
		}
		var answer struct {
			People int
			Sum    string `json:"sha256_16_of_sorted_ids_joined_by_newline"`
		}
		require.NoError(t, json.Unmarshal(q.Answer, &answer))
		where := segment.All{}
		for _, c := range q.Spec.Segment.Where {
			where = append(where, segment.Attr(c[0].(string), testOf(t, c)))
		}
		for _, d := range q.Spec.Segment.Did {
			var conditions []store.Condition
			for _, c := range d.Where {
				conditions = append(conditions, store.If(c[0].(string), testOf(t, c)))
			}
			did := segment.Did{Event: store.On(d.Event, conditions...), In: store.Instants(d.From, d.To)}
			switch {
			case d.Min != nil && d.Max != nil:
				did.Count = value.Between(*d.Min, *d.Max)
			case d.Min != nil:
				did.Count = value.AtLeast(*d.Min)
			case d.Max != nil:
				did.Count = value.AtMost(*d.Max)
			}
			where = append(where, did)
		}
		list = append(list, question{segment.Segment{Name: key + ": " + q.Question, Where: where}, answer.People, answer.Sum})
	}
	slices.SortFunc(list, func(a, b question) int { return strings.Compare(a.segment.Name, b.segment.Name) })
	return list
}

func testOf(t *testing.T, c condition) value.Test {
	switch op, arg := c[1].(string), c[2]; op {
	case "missing":
		return value.Missing()
	case "is":
		return value.Is(arg.(bool))
	case "=":
		return value.Is(arg.(string))
	case "contains": // of an array: one of its elements
		return value.Is(arg.(string))
	case ">=":
		return value.AtLeast(arg.(float64))
	case "<":
		at, err := time.Parse(time.RFC3339, arg.(string))
		require.NoError(t, err)
		return value.Before(at)
	default:
		require.FailNow(t, "an operator that is not known", op)
		return value.Test{}
	}
}
