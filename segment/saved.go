package segment

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/store"
)

// Save keeps a segment under its name, in place of the one that may be there, for use by Saved in queries and in other segments. It is checked as CheckOn
// does, against the newest view; besides ErrInvalid, ErrNoSegment and value.ErrKind the errors are ErrCycle, where it would use itself by way of others,
// and ErrTooLarge, also where the saved segments that use it would pass a limit with it. On an error nothing is changed.
//
// Save may be called from any number of goroutines at once: a note that changes between the check and the write makes it check again, so racing
// saves cannot make a cycle. It goes on until it has saved or found an error; each turn that fails means that another change went through.
func Save(s *store.Store, seg Segment) error {
	if seg.Name == "" {
		return &FieldError{Field: "name", Err: errors.New("a saved segment needs a name")}
	}
	body, err := seg.MarshalJSON()
	if err != nil {
		return err
	}
	note := store.Note{Kind: store.NoteSegment, Name: seg.Name, Body: body, Uses: Uses(seg)}
	for {
		v := s.View()
		if err := savable(v, seg); err != nil {
			return err
		}
		if err := s.PutNote(note, v.NotesRevision()); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

// savable makes the checks of Save: of the segment, and of those that would use it.
func savable(v *store.View, seg Segment) error {
	look := library{view: v, instead: &seg, loaded: map[string]Segment{}}
	if _, err := look.expand(seg, seg.Name); err != nil {
		return err
	}
	if err := look.suits(seg); err != nil {
		return err
	}
	for _, user := range users(v, seg.Name) {
		other, err := look.load(user)
		if err != nil {
			return err
		}
		if _, err := look.expand(other, user); err != nil {
			return fmt.Errorf("%w (in saved segment %s, which uses %s)", err, strict.Quote(user), strict.Quote(seg.Name))
		}
	}
	return nil
}

// users are the names of the saved segments that use one, directly or by way of others, sorted.
func users(v *store.View, name string) []string {
	found := map[string]bool{}
	for more := true; more; {
		more = false
		for _, note := range v.Notes() {
			if note.Kind != store.NoteSegment || note.Name == name || found[note.Name] {
				continue
			}
			if slices.ContainsFunc(note.Uses, func(used string) bool { return used == name || found[used] }) {
				found[note.Name], more = true, true
			}
		}
	}
	list := make([]string, 0, len(found))
	for user := range found {
		list = append(list, user)
	}
	slices.Sort(list)
	return list
}

// Load gives the saved segment of that name as it was saved: what it uses is not written out (see Expand). ErrNoSegment if it is not there.
func Load(v *store.View, name string) (Segment, error) {
	note, ok := v.Note(store.NoteSegment, name)
	if !ok {
		return Segment{}, fmt.Errorf("%w: %s", ErrNoSegment, strict.Quote(name))
	}
	var seg Segment
	if err := seg.UnmarshalJSON(note.Body); err != nil {
		return Segment{}, fmt.Errorf("segment: saved %s: %w", strict.Quote(name), err)
	}
	return seg, nil
}

// several joins what an error lists, up to ten of them.
func several(names []string, between string) string {
	const most = 10
	if n := len(names) - most; n > 0 {
		names = append(slices.Clone(names[:most]), fmt.Sprintf("and %d more", n))
	}
	return strings.Join(names, between)
}

// List gives all saved segments, sorted by name. The error is that of a note that is not a segment: Save never writes one.
func List(v *store.View) ([]Segment, error) {
	var list []Segment
	for _, note := range v.Notes() {
		if note.Kind != store.NoteSegment {
			continue
		}
		seg, err := Load(v, note.Name)
		if err != nil {
			return nil, err
		}
		list = append(list, seg)
	}
	slices.SortFunc(list, func(a, b Segment) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

// Remove forgets a saved segment. ErrNoSegment if it is not there; ErrInUse, naming them, while other saved definitions of any kind use it. Like Save it
// may race with others: a definition that is saved meanwhile is seen.
func Remove(s *store.Store, name string) error {
	for {
		v := s.View()
		if _, ok := v.Note(store.NoteSegment, name); !ok {
			return fmt.Errorf("%w: %s", ErrNoSegment, strict.Quote(name))
		}
		var by []string
		for _, note := range v.Notes() {
			if slices.Contains(note.Uses, name) {
				by = append(by, fmt.Sprintf("%s %s", note.Kind, strict.Quote(note.Name)))
			}
		}
		if len(by) > 0 {
			return fmt.Errorf("%w: %s by %s", ErrInUse, strict.Quote(name), several(by, ", "))
		}
		if err := s.RemoveNote(store.NoteSegment, name, v.NotesRevision()); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

// Uses gives the names of the saved segments that the segments use directly, sorted, each once: the Uses of a note that holds them.
func Uses(segs ...Segment) []string {
	var names []string
	for _, s := range segs {
		for p := range parts(s.Where) {
			if saved, ok := p.(Saved); ok {
				names = append(names, string(saved))
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
